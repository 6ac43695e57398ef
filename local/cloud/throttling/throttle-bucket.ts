import * as z from 'zod/mini';
import { FaultRefused, faultKind } from '../faults/fault.ts';
import type { World } from '../kernel/world.ts';
import type { ThrottleGroup } from './group.ts';
import { throttleGroups } from './table.ts';
import { bucketsOf } from './take.ts';

export const throttleBucket = faultKind({
  what:
    'Token buckets of these API groups are emptied, and while the fault lasts they are so many times their documented size and rate ' +
    '(0: every call is refused), whether the knob `throttling` is on or not. They refill as AWS’s do.',
  parameters: z.strictObject({
    /** `ecs cluster resource read`, `ec2 RunInstances`; `ecs *` is all of a service. */
    group: z.string().check(z.minLength(1)),
    factor: z.optional(z.number().check(z.minimum(0), z.maximum(10))),
  }),
  begin: (world, { group: wanted, factor = 1 }) => {
    const groups = groupsNamed(wanted);
    if (groups.length === 0) throw new FaultRefused(`There is no such group; there are ${namesLike(wanted)}.`);
    for (const group of groups) {
      for (const bucket of bucketsOf(world, group)) bucket.tokens = 0;
      scale(world, group, (factors) => [...factors, factor]);
    }
    return () => {
      for (const group of groups) {
        bucketsOf(world, group);
        scale(world, group, (factors) => without(factors, factor));
      }
    };
  },
});

const scale = (
  { throttling }: World,
  { name }: ThrottleGroup,
  change: (factors: readonly number[]) => number[],
): void => {
  const factors = change(throttling.scales.get(name) ?? []);
  if (factors.length === 0) throttling.scales.delete(name);
  else throttling.scales.set(name, factors);
};

const without = (factors: readonly number[], factor: number): number[] => factors.toSpliced(factors.indexOf(factor), 1);

const groupsNamed = (wanted: string): readonly ThrottleGroup[] =>
  throttleGroups.filter(({ name }) => (wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted));

const namesLike = (wanted: string): string => {
  const service = wanted.split(' ')[0] ?? '';
  const likely = throttleGroups.filter((group) => group.service === service);
  return (likely.length > 0 ? likely : throttleGroups).map(({ name }) => name).join(', ');
};
