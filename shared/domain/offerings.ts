/** Where missing hosts are launched: spread over the zones, by preference of type, past what is cooling or full. */
import type { Cooling } from './cooling.ts';
import type { Offering } from './situation.ts';

/** The most instances that one call asks for. */
const largestLaunch = 100;

export interface Chosen {
  readonly offering: Offering;
  readonly count: number;
}

/**
 * One by one, each to the zone that has the fewest hosts so far; in a zone the first type in order of preference, in the
 * subnet with the most free addresses. Where both markets are offered, on-demand is taken only while there is no spot offering
 * left that is not cooling, in whatever zone. `perZone` are the hosts there are already.
 */
export const chooseOfferings = (
  missing: number,
  offerings: readonly Offering[],
  perZone: ReadonlyMap<string, number>,
  cooling: Cooling,
): readonly Chosen[] => {
  const warm = offerings.filter((offering) => cooling(offering) === undefined);
  const spot = warm.filter(({ market }) => market === 'spot');
  const usable = spot.length > 0 ? spot : warm;
  const hosts = new Map(perZone);
  const free = new Map(usable.map(({ subnetId, freeAddresses }) => [subnetId, freeAddresses]));
  const chosen = new Map<Offering, number>();
  for (let left = missing; left > 0; left -= 1) {
    const possible = usable.filter(({ subnetId }) => (free.get(subnetId) ?? 0) > 0);
    const zones = [...new Set(possible.map(({ availabilityZone }) => availabilityZone))].sort();
    const zone = smallest(zones, (one) => hosts.get(one) ?? 0);
    if (zone === undefined) break;
    const inZone = possible.filter(({ availabilityZone }) => availabilityZone === zone);
    const type = inZone[0]?.instanceType;
    const offering = smallest(
      inZone.filter(({ instanceType }) => instanceType === type),
      ({ subnetId }) => -(free.get(subnetId) ?? 0),
    );
    if (offering === undefined) break;
    chosen.set(offering, (chosen.get(offering) ?? 0) + 1);
    hosts.set(zone, (hosts.get(zone) ?? 0) + 1);
    free.set(offering.subnetId, (free.get(offering.subnetId) ?? 0) - 1);
  }
  return [...chosen].flatMap(([offering, count]) => inCalls(count).map((part) => ({ offering, count: part })));
};

const inCalls = (count: number): readonly number[] =>
  count <= largestLaunch ? [count] : [largestLaunch, ...inCalls(count - largestLaunch)];

/** The first of the smallest. */
const smallest = <Item>(items: readonly Item[], size: (item: Item) => number): Item | undefined =>
  items.reduce<Item | undefined>(
    (best, item) => (best === undefined || size(item) < size(best) ? item : best),
    undefined,
  );
