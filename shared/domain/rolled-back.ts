/**
 * What is remembered of rollouts that ECS's circuit breaker gave up on. Asking for the same again would fail again, unless hosts
 * were missing while it was tried: that is tried again, a few times, once they are whole.
 */
import { groupStates } from './capacity.ts';
import type { GivenUp, History } from './history.ts';
import { own } from './own.ts';
import type { Situation } from './situation.ts';
import type { ServiceView } from './snapshot.ts';
import type { StoredService } from './spec.ts';

type Deployment = ServiceView['deployments'][number];

/** How long after each failure it is tried again. */
const triesAfterMs = [5 * 60_000, 15 * 60_000, 60 * 60_000] as const;

/** ECS says when a deployment was made, and one of our functions when its spec was: clocks differ. */
const clocksDifferByMs = 15 * 60_000;

export const rolledBack = (situation: Situation): History['rolledBack'] =>
  Object.fromEntries(
    situation.services.flatMap((service) => {
      const view = situation.world.services.find(({ name }) => name === service.service);
      const remembered = memoryOf(situation, service, view);
      return remembered === undefined ? [] : [[service.service, remembered]];
    }),
  );

const memoryOf = (situation: Situation, service: StoredService, view: ServiceView | undefined): GivenUp | undefined => {
  const before = own(situation.history.rolledBack, service.service);
  if (view === undefined) return before;
  const known = before?.deployments ?? [];
  const failed = failedShown(view, service, known) ?? failedTold(view, service, before);
  const current = before?.generation === service.generation;
  if (failed === undefined) {
    if (before === undefined || (current && !isDone(view, service))) return before;
    // Only which deployments had failed still matters, while ECS shows or names them.
    return isNamed(view, known) ? { ...before, generation: 0 } : undefined;
  }
  const lacked = whatWasMissing(situation, view, failed);
  return {
    generation: service.generation,
    reason: failed.reason,
    at: situation.now,
    tries: current && before !== undefined ? (before.tries ?? 0) + 1 : 0,
    deployments: [...known, failed.id].slice(-mostKept),
    ...(lacked !== undefined && { lacked }),
  };
};

const mostKept = 10;

interface Failed {
  readonly id: string;
  readonly reason: string;
  /** When it was made, or at the earliest. */
  readonly createdAt: number;
}

const failedShown = (view: ServiceView, service: StoredService, known: readonly string[]): Failed | undefined => {
  const found = view.deployments.find(
    ({ id, taskDefinition, rolloutState, createdAt }) =>
      taskDefinition === service.spec.taskDefinition &&
      rolloutState === 'FAILED' &&
      !known.includes(id) &&
      createdAt >= service.writtenAt - clocksDifferByMs,
  );
  if (found === undefined) return undefined;
  const { id, createdAt, taskDefinition, rolloutStateReason } = found;
  return { id, createdAt, reason: withoutStop(rolloutStateReason ?? `the deployment of ${taskDefinition} failed`) };
};

/**
 * A failed deployment without tasks is gone from what ECS shows within seconds, often before anybody has looked; that ECS is
 * back at something else, and its message, remain.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
const failedTold = (view: ServiceView, service: StoredService, before: GivenUp | undefined): Failed | undefined => {
  if (view.taskDefinition === service.spec.taskDefinition) return undefined;
  const apart = new Set([...(before?.deployments ?? []), ...view.deployments.map(({ id }) => id)]);
  const current = before?.generation === service.generation;
  for (const { at, message } of view.events) {
    const [, id, why = 'the deployment failed'] = deploymentFailed.exec(message) ?? [];
    if (id === undefined || apart.has(id) || at <= service.writtenAt) continue;
    const createdAt = Math.max(service.writtenAt, current ? (before?.at ?? 0) : 0);
    return { id, createdAt, reason: withoutStop(why) };
  }
  return undefined;
};

const deploymentFailed = /\(deployment (ecs-svc\/\d+)\) deployment failed: (.+)$/;

const isNamed = (view: ServiceView, known: readonly string[]): boolean =>
  view.deployments.some(({ id }) => known.includes(id)) ||
  view.events.some(({ message }) => known.includes(deploymentFailed.exec(message)?.[1] ?? ''));

/** It is said in the middle of sentences. */
const withoutStop = (reason: string): string => reason.replace(/\.$/, '');

const primaryOf = (view: ServiceView): Deployment | undefined =>
  view.deployments.find(({ status }) => status === 'PRIMARY');

const isDone = (view: ServiceView, { spec }: StoredService): boolean => {
  const primary = primaryOf(view);
  return primary?.taskDefinition === spec.taskDefinition && primary.rolloutState === 'COMPLETED';
};

/** What was asked for is what ECS's newest deployment is about, and that one has not failed. */
const isUnderWay = (view: ServiceView, { spec }: StoredService): boolean =>
  view.taskDefinition === spec.taskDefinition && !isStuck(view, spec);

/** The first deployment of a service has nothing to go back to: ECS leaves it as it is, and starts no more tasks. */
export const isStuck = (
  view: ServiceView,
  { taskDefinition }: Pick<StoredService['spec'], 'taskDefinition'>,
): boolean => {
  const primary = primaryOf(view);
  return primary?.taskDefinition === taskDefinition && primary.rolloutState === 'FAILED';
};

/** Undefined: it failed on whole clusters, so its own fault is likely. */
const whatWasMissing = (situation: Situation, view: ServiceView, failed: Failed): string | undefined => {
  const { joined, wanted } = hostCounts(situation);
  if (joined < wanted) return `${joined} of ${wanted} hosts could take tasks`;
  const unplaced = view.events.some(({ at, message }) => at >= failed.createdAt && isUnplaced(message));
  const joinedSince = situation.world.containerInstances.some(({ registeredAt }) => registeredAt >= failed.createdAt);
  const lostSince = Object.values(situation.history.fates).some(({ ended }) => (ended?.at ?? 0) >= failed.createdAt);
  return unplaced && (joinedSince || lostSince) ? 'tasks found no host, and hosts came or went meanwhile' : undefined;
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
export const isUnplaced = (message: string): boolean => message.includes('unable to place a task');

const hostCounts = (situation: Situation): { readonly joined: number; readonly wanted: number } => {
  const groups = groupStates(situation);
  return {
    joined: groups.reduce((sum, { counted }) => sum + counted.filter(({ state }) => state === 'joined').length, 0),
    wanted: groups.reduce((sum, { spec }) => sum + spec.count, 0),
  };
};

export type Rollout =
  /** Nothing is known against it. */
  | { readonly status: 'open' }
  /** It stays as ECS left it; `next` says what would change that. */
  | { readonly status: 'given-up'; readonly reason: string; readonly next: string }
  | { readonly status: 'again'; readonly reason: string };

/** What is to become of a service whose generation ECS may have given up on. */
export const rolloutOf = (situation: Situation, service: StoredService, view: ServiceView | undefined): Rollout => {
  const memory = own(situation.history.rolledBack, service.service);
  if (memory?.generation !== service.generation || view === undefined) return { status: 'open' };
  if (isUnderWay(view, service)) return { status: 'open' };
  const { reason, lacked, tries = 0, at = situation.now } = memory;
  const givenUp = (next: string): Rollout => ({ status: 'given-up', reason, next });
  if (lacked === undefined) return givenUp('put it again for another try');
  const after = triesAfterMs[tries];
  if (after === undefined)
    return givenUp(`it was tried again ${tries} times, as ${lacked}; put it again for another try`);
  const { joined, wanted } = hostCounts(situation);
  if (joined < wanted || wanted === 0)
    return givenUp(`it is tried again when all hosts have joined: ${joined} of ${wanted} have`);
  const minutes = Math.ceil((at + after - situation.now) / 60_000);
  if (minutes > 0) return givenUp(`it is tried again in ${minutes} min, as ${lacked}`);
  const what = `${service.spec.taskDefinition} is tried again (${tries + 1} of ${triesAfterMs.length})`;
  return { status: 'again', reason: `service ${service.service}: ${what}: when ECS gave it up ${lacked}, now all can` };
};
