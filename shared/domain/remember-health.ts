/** Since when something speaks against a host. What was not read this time keeps its old memory; what is over is forgotten. */
import type { History } from './history.ts';
import type { Host } from './hosts.ts';
import { own } from './own.ts';
import { since } from './since.ts';
import type { Situation } from './situation.ts';
import type { InstanceStatusView, ScheduledEvent } from './snapshot.ts';

type Health = Pick<
  History,
  | 'agentAwaySince'
  | 'agentRestartedAt'
  | 'impaired'
  | 'statusReadAt'
  | 'scheduled'
  | 'interruptedSince'
  | 'runtimeImpairedSince'
>;

export const rememberHealth = ({ history, now, world }: Situation, hosts: readonly Host[]): Health => {
  const present = hosts.filter(({ state }) => state !== 'gone' && state !== 'stopped');
  const away = present.filter((host) => isAway(host, history)).map(idOf);
  const interrupted = world.interrupted ?? Object.keys(history.interruptedSince);
  // Where one was taken back is avoided for longer than it lives.
  const taken = hosts.filter(({ id, state }) => state === 'gone' && own(history.interruptedSince, id) !== undefined);
  return {
    agentAwaySince: since(history.agentAwaySince, away, now),
    agentRestartedAt: of(away, (id) => own(history.agentRestartedAt, id)),
    impaired: of(present.map(idOf), (id) => impaired(own(world.statuses ?? {}, id), own(history.impaired, id), now)),
    statusReadAt: world.statuses === undefined ? history.statusReadAt : now,
    scheduled: of(present.map(idOf), (id) => scheduled(own(world.statuses ?? {}, id), own(history.scheduled, id))),
    interruptedSince: since(
      history.interruptedSince,
      [...taken.map(idOf), ...present.map(idOf).filter((id) => interrupted.includes(id))],
      now,
    ),
    runtimeImpairedSince: since(
      history.runtimeImpairedSince,
      present.filter((host) => isRuntimeImpaired(host, history)).map(idOf),
      now,
    ),
  };
};

const idOf = ({ id }: Host): string => id;

/** What there is to remember of each of these hosts. */
const of = <Value>(
  ids: readonly string[],
  find: (id: string) => Value | undefined,
): Readonly<Record<string, Value>> => {
  const found: [string, Value][] = [];
  for (const id of ids) {
    const value = find(id);
    if (value !== undefined) found.push([id, value]);
  }
  return Object.fromEntries(found);
};

type Impaired = History['impaired'][string];

/** A check that EC2 cannot tell the outcome of is neither a pass nor a failure. */
const impaired = (
  status: InstanceStatusView | undefined,
  before: Impaired | undefined,
  now: number,
): Impaired | undefined => {
  if (status === undefined) return before;
  const checks = [status.system, status.instance];
  if (checks.includes('impaired')) return { since: before?.since ?? now, seenAt: now };
  return checks.includes('insufficient-data') ? before : undefined;
};

/** The first of those to come. */
const scheduled = (
  status: InstanceStatusView | undefined,
  before: ScheduledEvent | undefined,
): ScheduledEvent | undefined =>
  status === undefined ? before : status.events.toSorted((a, b) => a.notBefore - b.notBefore)[0];

/** A host whose status changes may be in none of ECS's lists for a moment: that takes nothing back. */
const isAway = ({ id, containerInstance }: Host, { agentAwaySince }: History): boolean =>
  containerInstance === undefined ? own(agentAwaySince, id) !== undefined : !containerInstance.agentConnected;

/** Nor does an agent that is away, or has nothing to say yet. */
const isRuntimeImpaired = ({ id, containerInstance }: Host, history: History): boolean => {
  const silent = containerInstance?.agentConnected !== true || containerInstance.runtime === 'INSUFFICIENT_DATA';
  if (silent) return own(history.runtimeImpairedSince, id) !== undefined;
  return containerInstance.runtime === 'IMPAIRED';
};
