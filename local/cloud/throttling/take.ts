/** Taking tokens for a call: from every bucket that it needs, or from none. */

import type { Interceptor, Request } from '../kernel/dispatch.ts';
import { isOfAws } from '../kernel/service.ts';
import { throttled } from '../kernel/service-refusals.ts';
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
    .map((group) => ({ group, tokens: group.tokens?.(input) ?? 1 }))
    .filter(({ tokens }) => tokens > 0)
    .map(({ group, tokens }) => ({ bucket: bucketOf(world, group, group.each?.(input)), tokens }));
  if (takes.some(({ bucket, tokens }) => bucket.tokens < tokens)) return false;
  for (const { bucket, tokens } of takes) bucket.tokens -= tokens;
  return true;
};

/** Of a group with a bucket for each queue, so many are kept; a forgotten one is full again. */
const mostApart = 1_000;

const bucketOf = (world: World, group: ThrottleGroup, apart = ''): Bucket => {
  const { buckets } = world.throttling;
  const own = buckets.get(group.name) ?? new Map<string, Bucket>();
  buckets.set(group.name, own);
  const bucket = own.get(apart) ?? fullBucket(sizeOf(world, group), world.clock.now());
  own.set(apart, bucket);
  const [oldest] = own.keys();
  if (own.size > mostApart && oldest !== undefined) own.delete(oldest);
  refill(bucket, sizeOf(world, group), world.clock.now());
  return bucket;
};

/** Every bucket of a group as it is now: before its size changes, or it would refill for the past at another rate. */
export const bucketsOf = (world: World, group: ThrottleGroup): readonly Bucket[] => {
  if (group.each === undefined) return [bucketOf(world, group)];
  const known = world.throttling.buckets.get(group.name) ?? new Map<string, Bucket>();
  return [...known.keys()].map((apart) => bucketOf(world, group, apart));
};

const sizeOf = ({ throttling }: World, { name, burst, perSecond }: ThrottleGroup): BucketSize => {
  const factor = (throttling.scales.get(name) ?? []).reduce((product, one) => product * one, 1);
  return { burst: burst * factor, perSecond: perSecond * factor };
};
