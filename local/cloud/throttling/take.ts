/** Taking tokens for a call: from every bucket that it needs, or from none. */
import { throttled } from '../faults/calls/refusals.ts';
import type { Interceptor, Request } from '../kernel/dispatch.ts';
import { isOfAws } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';
import { type Bucket, type BucketSize, fullBucket, refill } from './bucket.ts';
import type { ThrottleGroup } from './group.ts';
import { groupsFor } from './table.ts';

/**
 * With the knob `throttling`, or while a fault scales a bucket of the call, refuses what comes too fast. What AWS's own services do
 * by themselves is not counted. A refused call has taken nothing.
 */
export const throttlingInterceptor =
  (world: () => World): Interceptor =>
  (request, next) => {
    const { knobs, throttling } = world();
    if ((!knobs.throttling && throttling.scales.size === 0) || isOfAws(request.caller)) return next();
    return take(world(), request) ? next() : Promise.reject(throttled(request.service));
  };

const take = (world: World, { service, operation, input }: Request): boolean => {
  const takes = groupsFor(service, operation)
    .filter(({ name }) => world.knobs.throttling || world.throttling.scales.has(name))
    .map((group) => ({ bucket: bucketOf(world, group, group.each?.(input)), tokens: group.tokens?.(input) ?? 1 }));
  if (takes.some(({ bucket, tokens }) => tokens > 0 && bucket.tokens < tokens)) return false;
  for (const { bucket, tokens } of takes) bucket.tokens -= tokens;
  return true;
};

/** The bucket of a group as it is now. */
export const bucketOf = ({ throttling, clock }: World, group: ThrottleGroup, apart = ''): Bucket => {
  const size = sizeOf(throttling, group);
  const key = `${group.name} ${apart}`;
  const bucket = throttling.buckets.get(key) ?? fullBucket(size, clock.now());
  throttling.buckets.set(key, bucket);
  refill(bucket, size, clock.now());
  return bucket;
};

const sizeOf = ({ scales }: World['throttling'], { name, burst, perSecond }: ThrottleGroup): BucketSize => {
  const factor = (scales.get(name) ?? []).reduce((product, one) => product * one, 1);
  return { burst: burst * factor, perSecond: perSecond * factor };
};
