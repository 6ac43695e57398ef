/**
 * What foreseen actions change of hosts, tasks and disruptions. A plan may have thousands of them, so all are taken at once:
 * each kind changes a part of the situation that no other kind does, and within a kind the later one holds.
 */
import type { Action } from './action.ts';
import { ledgerOf } from './capacity.ts';
import type { Disruption, Ledger } from './ledger.ts';
import type { Situation, World } from './situation.ts';

type OfHosts = Extract<
  Action['type'],
  'enter-disruption' | 'close-disruption' | 'set-status' | 'terminate' | 'deregister' | 'stop-task'
>;
type Of<Type extends OfHosts> = Extract<Action, { type: Type }>;

export const foreseeHosts = (situation: Situation, actions: readonly Action[]): Situation => {
  if (actions.length === 0) return situation;
  const of = <Type extends OfHosts>(...types: readonly Type[]) =>
    actions.filter((action): action is Of<Type> => (types as readonly string[]).includes(action.type));
  const [stops, entries] = [of('stop-task'), of('enter-disruption', 'close-disruption')];
  const { world, demands } = situation;
  return {
    ...situation,
    world: {
      ...world,
      instances: instancesAfter(world.instances, of('terminate')),
      containerInstances: registrationsAfter(world.containerInstances, of('set-status'), of('deregister')),
      tasks: stops.length === 0 ? world.tasks : tasksAfter(world.tasks, stops),
    },
    demands: stops.length === 0 ? demands : demandsAfter(demands, stops),
    ledgers: entries.length === 0 ? situation.ledgers : ledgersAfter(situation, entries),
  };
};

const instancesAfter = (instances: World['instances'], actions: readonly Of<'terminate'>[]): World['instances'] => {
  if (actions.length === 0) return instances;
  const terminated = new Set(actions.map(({ host }) => host));
  return instances.map((one) => (terminated.has(one.id) ? { ...one, state: 'shutting-down' as const } : one));
};

const registrationsAfter = (
  all: World['containerInstances'],
  changes: readonly Of<'set-status'>[],
  deregistrations: readonly Of<'deregister'>[],
): World['containerInstances'] => {
  if (changes.length + deregistrations.length === 0) return all;
  const statuses = new Map(changes.map(({ containerInstance, status }) => [containerInstance, status]));
  const gone = new Set(deregistrations.map(({ containerInstance }) => containerInstance));
  return all
    .filter(({ arn }) => !gone.has(arn))
    .map((one) => ({ ...one, status: statuses.get(one.arn) ?? one.status }));
};

const tasksAfter = (tasks: World['tasks'], stops: readonly Of<'stop-task'>[]): World['tasks'] => {
  const stopped = new Set(stops.map(({ task }) => task));
  return tasks.filter(({ id }) => !stopped.has(id));
};

const demandsAfter = (demands: Situation['demands'], stops: readonly Of<'stop-task'>[]): Situation['demands'] => {
  const met = new Set(stops.map(({ demand }) => demand));
  return demands.filter((demand) => !met.has(demand));
};

const ledgersAfter = (
  situation: Situation,
  entries: readonly Of<'enter-disruption' | 'close-disruption'>[],
): readonly Ledger[] => {
  const changed = new Map<string, Map<string, Disruption>>();
  for (const entry of entries) {
    const { group } = entry;
    const disruptions =
      changed.get(group) ?? new Map(ledgerOf(situation, group).disruptions.map((one) => [one.host, one] as const));
    changed.set(group, disruptions);
    if (entry.type === 'enter-disruption') disruptions.set(entry.disruption.host, entry.disruption);
    else disruptions.delete(entry.host);
  }
  return [
    ...situation.ledgers.filter(({ group }) => !changed.has(group)),
    ...[...changed].map(([group, disruptions]) => ({
      ...ledgerOf(situation, group),
      disruptions: [...disruptions.values()],
    })),
  ];
};
