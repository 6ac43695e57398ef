/** How far a wish has come, from what was read about it. Pure: shared/use-cases/watch-wish.ts does the reading. */
import { diagnose, inOneSentence } from './diagnosis.ts';
import type { ErrorCode } from './errors.ts';
import type { History } from './history.ts';
import type { Observation } from './observation.ts';
import type { TaskView } from './snapshot.ts';
import type { StoredCluster, StoredService } from './spec.ts';

export interface WishProgress {
  readonly settled: boolean;
  /** It has come to an end that was not wished. The code is one of the table in errors.ts. */
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
  readonly progress: { readonly done: number; readonly total: number };
  /** In words for people. */
  readonly waitingFor: readonly string[];
  readonly result?: Readonly<Record<string, unknown>>;
}

/** When a wish was written down, and as which generation of its spec. */
export interface WrittenMark {
  readonly since: number;
  readonly generation?: number;
}

export const settled = (total: number, result: Readonly<Record<string, unknown>>): WishProgress => ({
  settled: true,
  progress: { done: total, total },
  waitingFor: [],
  result,
});
export const failed = (code: ErrorCode, message: string): WishProgress => ({
  settled: false,
  failed: { code, message },
  progress: { done: 0, total: 1 },
  waitingFor: [],
});
export const waiting = (done: number, total: number, waitingFor: readonly string[]): WishProgress => ({
  settled: false,
  progress: { done, total },
  waitingFor: waitingFor.length > 0 ? waitingFor : ['the cluster is being looked at'],
});

/** Only what was looked at after the wish had been written says anything about it. */
export const counts = (observation: Observation | undefined, { since }: WrittenMark): observation is Observation =>
  observation !== undefined && observation.startedAt > since;

/** Reached once every group was complete for this generation or a later one; what heals afterwards is no part of the wish. */
export const provisioning = (
  stored: StoredCluster | undefined,
  observation: Observation | undefined,
  history: History | undefined,
  mark: WrittenMark,
): WishProgress => {
  if (stored === undefined || stored.deleting !== undefined)
    return failed('BeingDeleted', 'The cluster was deleted while it was being provisioned.');
  const generation = mark.generation ?? stored.generation;
  if (!counts(observation, mark) || observation.generation < generation)
    return waiting(
      0,
      stored.spec.groups.reduce((total, { count }) => total + count, 0),
      [],
    );
  const { groups, waitingFor } = observation;
  const total = groups.reduce((sum, { desired }) => sum + desired, 0);
  if (observation.settled || (history?.settledGeneration ?? 0) >= generation) {
    const told = groups.map(({ group, joined, configVersion }) => ({ group, hosts: joined, config: configVersion }));
    return settled(total, { cluster: stored.cluster, generation: stored.generation, groups: told });
  }
  const kept = observation.startedAt - mark.since < emptiesWithinMs ? undefined : keptByServices(stored, observation);
  if (kept !== undefined) return failed('ClusterNotEmpty', kept);
  const done = groups.reduce((sum, { joined, desired }) => sum + Math.min(joined, desired), 0);
  return waiting(done, total, waitingFor);
};

/** Tasks that may stop have stopped by then. */
const emptiesWithinMs = 2 * 60_000;

/** Without any hosts tasks have nowhere to move, so ECS keeps its healthy minimum where it is: waiting would be in vain. */
const keptByServices = ({ spec }: StoredCluster, { groups, services }: Observation): string | undefined => {
  if (groups.length === 0 || groups.some(({ desired }) => desired > 0)) return undefined;
  const busy = services.filter(({ desired, running }) => desired > 0 && running > 0).map(({ service }) => service);
  if (busy.length === 0 || spec.policy.onDrainDeadline === 'force') return undefined;
  return `No hosts are wanted any more, but tasks still are, by ${busy.join(', ')}: the hosts cannot be emptied. Scale the services to 0 or delete them, and the hosts go by themselves.`;
};

/** A cluster that was made anew afterwards was deleted first. */
export const clusterDeletion = (
  stored: StoredCluster | undefined,
  observation: Observation | undefined,
  mark: WrittenMark,
): WishProgress => {
  if (stored?.deleting === undefined) return settled(1, { deleted: true });
  return waiting(0, 1, counts(observation, mark) ? observation.waitingFor : []);
};

/** Others' hosts may take tasks too. */
const hasNoHosts = (observation: Observation | undefined): boolean =>
  observation !== undefined &&
  observation.foreignHosts === 0 &&
  observation.groups.every(({ desired, joined, joining }) => desired + joined + joining === 0);

export const deployment = (
  stored: StoredService | undefined,
  observation: Observation | undefined,
  mark: WrittenMark,
): WishProgress => {
  if (stored === undefined || stored.deleting !== undefined)
    return failed('BeingDeleted', 'The service was deleted while it was being deployed.');
  const { service, spec } = stored;
  const generation = mark.generation ?? stored.generation;
  const seen = counts(observation, mark) ? observation.services.find((one) => one.service === service) : undefined;
  if (seen === undefined || seen.generation < generation) return waiting(0, spec.desiredCount, []);
  if (seen.rolloutState === 'FAILED')
    return failed('RolledBack', seen.waitingFor[0] ?? `ECS rolled ${service} back to what ran before.`);
  if (!seen.settled && seen.running + seen.pending === 0 && seen.desired > 0 && hasNoHosts(observation))
    return failed('PlacementImpossible', `No hosts are wanted in ${stored.cluster}, so ${service} has none to run on.`);
  if (!seen.settled) return waiting(Math.min(seen.running, seen.desired), seen.desired, seen.waitingFor);
  const { desired, running } = seen;
  return settled(desired, {
    service,
    generation: stored.generation,
    taskDefinition: spec.taskDefinition,
    desired,
    running,
  });
};

export const serviceDeletion = (
  stored: StoredService | undefined,
  observation: Observation | undefined,
  mark: WrittenMark,
): WishProgress => {
  if (stored?.deleting === undefined) return settled(1, { deleted: true });
  const seen = counts(observation, mark)
    ? observation.services.find(({ service }) => service === stored.service)
    : undefined;
  return waiting(0, 1, seen?.waitingFor ?? []);
};

/** `found` is what ECS shows, `kept` what we remember of a task that ECS no longer shows. */
export const taskStop = (
  task: string,
  found: TaskView | undefined,
  kept: TaskView | undefined,
  demanded: boolean,
): WishProgress => {
  const view = found ?? kept;
  if (view?.lastStatus === 'STOPPED') return settled(1, { task, stoppedReason: view.stoppedReason ?? '' });
  if (view === undefined && !demanded) return settled(1, { task, gone: true });
  return waiting(0, 1, [`task ${task} is ${view?.lastStatus ?? 'about to be stopped'}`]);
};

/** Tasks that were placed: each has to have run, if only for a moment. */
export const tasksStart = (tasks: readonly string[], views: readonly TaskView[]): WishProgress => {
  const began = views.filter(({ lastStatus, startedAt }) => lastStatus === 'RUNNING' || startedAt !== undefined);
  const never = views.filter(({ lastStatus, startedAt }) => lastStatus === 'STOPPED' && startedAt === undefined);
  const [first] = never;
  if (first !== undefined && began.length + never.length === tasks.length) {
    const others = never.length === 1 ? '' : `, and ${never.length - 1} more`;
    return failed(
      'TaskNeverStarted',
      `Task ${first.id} stopped before it ran${others}. ${inOneSentence(diagnose(first))}`,
    );
  }
  if (began.length === tasks.length) return settled(tasks.length, { tasks });
  return waiting(began.length, tasks.length, [
    `${tasks.length - began.length} of ${tasks.length} tasks are about to run`,
  ]);
};
