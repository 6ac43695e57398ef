/** All that a world remembers, as one text: equal digests, equal worlds. */
import type { World } from '../../../local/cloud/kernel/world.ts';

export const digestOf = ({ ec2, ssm, iam, ecs, events, sqs, states, lambda }: World): string => {
  const said: string[] = [];
  const seen = new Map<object, number>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      said.push(typeof value === 'function' ? 'f' : `${typeof value}${String(value)}`);
      return;
    }
    const number = seen.get(value);
    if (number !== undefined) {
      said.push(`#${number}`);
      return;
    }
    seen.set(value, seen.size);
    if (value instanceof Date) said.push(`d${value.getTime()}`);
    else if (value instanceof Uint8Array) said.push(value.join());
    else if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
      said.push('[');
      for (const item of value) visit(item);
      said.push(']');
    } else {
      said.push('{');
      for (const key of Object.keys(value)) {
        said.push(`${key}:`);
        visit((value as Record<string, unknown>)[key]);
      }
      said.push('}');
    }
  };
  visit([ec2, ssm, iam, ecs, events, sqs, states, lambda]);
  return said.join();
};
