/** Requests as strangers make them: by the model, with names that were answered before, and with hostile values between. */
import type { Random } from '../../../local/cloud/kernel/random.ts';
import { type Constraints, loadConstraints } from '../../../local/cloud/wire/constraints/constraints.ts';
import type { OperationModel, ServiceModel } from '../../../local/cloud/wire/model.ts';
import type { Member, Shape } from '../../../local/cloud/wire/shape.ts';

export interface Requests {
  any(operation: OperationModel): Record<string, unknown>;
  /** Remembers names, ids and ARNs, to ask for them later. */
  learn(answer: unknown): void;
}

const hostile = [
  '',
  'a b',
  '__proto__',
  'constructor',
  'é☕',
  '<x>&amp;',
  '../..',
  '$(id)',
  '{}',
  '{"a":1}',
  '-1',
  'null',
  'x'.repeat(300),
  'arn:aws:ecs:us-east-1:000000000000:cluster/nothing',
  'attribute:ecs.os-type == linux',
  '10.0.0.0/16',
];
const numbers = [0, 1, 1, 2, 5, 10, 100, -1, 1_000, 1.5, 2 ** 31, 2 ** 53, -(2 ** 40)];
const dates = [0, Date.UTC(2026, 0, 1), Date.UTC(9999, 0, 1)];
/** What the SDK itself reads before it sends, or what would make us wait. */
const without = new Set(['EndpointId', 'WaitTimeSeconds', 'DryRun']);

export const requestsFor = async (
  random: Random,
  service: ServiceModel,
  known: Map<string, string[]>,
): Promise<Requests> => {
  const constraints = await loadConstraints(service.name);
  const oneIn = (chances: number) => random.between(1, chances) === 1;

  const text = (name: string, words: readonly string[] | undefined): string => {
    if (words !== undefined && !oneIn(6)) return random.pick(words);
    const seen = known.get(nameOf(name));
    if (seen !== undefined && !oneIn(4)) return random.pick(seen);
    return oneIn(4) ? random.pick(hostile) : `nn${random.between(0, 4)}`;
  };

  const value = (shape: Shape, name: string, constrained: string | undefined, depth: number): unknown => {
    const rules = constrained === undefined ? undefined : constraints?.shapes[constrained];
    switch (shape.kind) {
      case 'structure':
        return structure(shape.members, rules, depth);
      case 'list':
        return Array.from({ length: random.pick([0, 1, 1, 2]) }, () =>
          value(shape.item.shape, name, rules?.item, depth + 1),
        );
      case 'map':
        return Object.fromEntries(
          Array.from({ length: random.pick([0, 1, 2]) }, () => [
            oneIn(4) ? random.pick(hostile) : `k${random.between(0, 2)}`,
            value(shape.value.shape, name, rules?.value, depth + 1),
          ]),
        );
      case 'timestamp':
        return new Date(random.pick(dates));
      case 'blob':
        return Uint8Array.from(Buffer.from(random.pick(['', '{}', 'abc'])));
      case 'boolean':
        return oneIn(3);
      case 'number':
        return random.pick(numbers);
      case 'string':
        return text(name, rules?.enum);
      default:
        return {};
    }
  };

  const structure = (
    members: readonly Member[],
    rules: Constraints['shapes'][string] | undefined,
    depth: number,
  ): Record<string, unknown> =>
    Object.fromEntries(
      members
        .filter(({ name, required, traits }) => {
          if (without.has(name) || depth > 5) return false;
          return traits.httpLabel === 1 || (required ? !oneIn(15) : oneIn(depth === 0 ? 4 : 6));
        })
        .map(({ name, shape, traits }) => {
          const held = value(shape, name, rules?.members?.[name], depth + 1);
          // What HTTP cannot carry in an address or a header no client can send.
          const bound = traits.httpLabel === 1 || traits.httpHeader !== undefined;
          return [name, bound && !/^[\w.:/-]+$/.test(String(held)) ? 'n1' : held];
        }),
    );

  const learn = (answer: unknown, name = ''): void => {
    if (typeof answer === 'string' && answer.length < 300) {
      const seen = known.get(nameOf(name)) ?? [];
      known.set(nameOf(name), seen);
      if (!seen.includes(answer)) seen.push(answer);
      if (seen.length > 20) seen.shift();
    } else if (Array.isArray(answer)) for (const item of answer) learn(item, name);
    else if (typeof answer === 'object' && answer !== null && !(answer instanceof Date || answer instanceof Uint8Array))
      for (const [key, held] of Object.entries(answer)) learn(held, key);
  };

  return {
    any: ({ name, input }) => structure(input.members, constraints?.shapes[constraints.operations[name] ?? ''], 0),
    learn,
  };
};

/** `clusterArn`, `clusters` and `cluster` are asked for alike. */
const nameOf = (member: string): string => member.toLowerCase().replace(/(arn|name|id|url)?s?$/, '');
