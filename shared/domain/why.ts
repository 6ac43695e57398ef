/** Why tasks run or do not run, in sentences: what is in the way, how ECS chooses, and what is being done about it. Pure. */
import type { HostCapacity } from '../ecs/host.ts';
import type { PlacementStrategy } from '../ecs/placement-strategies.ts';
import { zoneOf } from './fit.ts';
import type { History } from './history.ts';
import type { Ledger } from './ledger.ts';
import type { Observation } from './observation.ts';

/** `spread over attribute:ecs.availability-zone, then spread over instanceId`. */
export const strategyInWords = (strategies: readonly PlacementStrategy[], daemon: boolean): string => {
  if (daemon) return 'A daemon: one task on every host that it fits on.';
  const words = strategies.map(({ type, field = '' }) => {
    if (type === 'spread') return `fewest of its tasks by ${placeNames[field] ?? field}`;
    return type === 'binpack' ? `least ${field} left` : 'any';
  });
  return words.length === 0
    ? 'Of the hosts that fit ECS takes any.'
    : `Of the hosts that fit ECS takes those with the ${words.join(', then ')}.`;
};

const placeNames: Readonly<Record<string, string>> = {
  'attribute:ecs.availability-zone': 'availability zone',
  instanceId: 'host',
  host: 'host',
};

/** How the tasks of a group are spread over the zones that have hosts. */
export const zonesInWords = (hosts: readonly HostCapacity[], group: string): string => {
  const zones = new Map<string, number>();
  for (const host of hosts) {
    const own = host.tasks.filter((task) => task.group === group).length;
    zones.set(zoneOf(host), (zones.get(zoneOf(host)) ?? 0) + own);
  }
  if (zones.size === 0) return 'There are no hosts in any zone.';
  const counts = [...zones.values()];
  const words = [...zones].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, count]) => `${count} in ${zone}`);
  const even = Math.max(...counts) - Math.min(...counts) <= 1;
  return `Its tasks by zone: ${words.join(', ')}; ${even ? 'that is balanced' : 'that is not balanced'}.`;
};

const mostNamed = 20;

/** Launches, disruptions and back-offs of the cluster, in sentences. */
export const underWay = (
  ledgers: readonly Ledger[],
  history: History | undefined,
  observation: Observation | undefined,
  now: number,
): readonly string[] => {
  const seconds = (at: number) => Math.max(0, Math.round((now - at) / 1_000));
  const launches = ledgers.flatMap(({ group, launches: all }) =>
    all
      .filter(({ state }) => state === 'open')
      .map(
        ({ number, request, enteredAt }) =>
          `launch ${number} of ${group}, ${request.count} ${request.instanceType} in ${request.availabilityZone}, was asked for ${seconds(enteredAt)} s ago`,
      ),
  );
  const joining = (observation?.groups ?? [])
    .filter(({ joining: count }) => count > 0)
    .map(
      ({ group, joining: count, joined, desired }) =>
        `${group}: ${count} of ${desired} hosts are on their way, ${joined} have joined`,
    );
  const disruptions = ledgers.flatMap(({ group, disruptions: all }) =>
    all.map(
      ({ host, stage, reason, deadline }) =>
        `${host} of ${group} is ${stageWords[stage] ?? stage} (${reason})${stage === 'draining' && deadline > now ? `, until ${new Date(deadline).toISOString()} at most` : ''}`,
    ),
  );
  const backOffs = Object.entries(history?.backOff ?? {})
    .filter(([, { until }]) => until > now)
    .map(
      ([group, { until, reason }]) =>
        `${group} is not launched into for another ${seconds(2 * now - until)} s: ${reason}`,
    );
  const all = [...launches, ...joining, ...backOffs, ...disruptions];
  const more = all.length - mostNamed;
  return [...all.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more`] : [])];
};

const stageWords: Readonly<Record<string, string>> = {
  wanted: 'to be taken out',
  launching: 'to be taken out once its replacement has joined',
  'given-up': 'kept, as taking it out was given up',
};
