/** Every bucket that AWS documents for what is here, found by the operations that take from it. */
import { ec2Throttles } from './ec2.ts';
import { ecsThrottles } from './ecs.ts';
import type { ThrottleGroup } from './group.ts';
import { otherThrottles } from './others.ts';
import { statesThrottles } from './states.ts';

export const throttleGroups: readonly ThrottleGroup[] = [
  ...ecsThrottles,
  ...ec2Throttles,
  ...statesThrottles,
  ...otherThrottles,
];

const byOperation = new Map<string, readonly ThrottleGroup[]>();
for (const group of throttleGroups)
  for (const operation of group.operations) {
    const key = `${group.service}:${operation}`;
    byOperation.set(key, [...(byOperation.get(key) ?? []), group]);
  }

/** None: AWS documents no limit for it. */
export const groupsFor = (service: string, operation: string): readonly ThrottleGroup[] =>
  byOperation.get(`${service}:${operation}`) ?? [];
