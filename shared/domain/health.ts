/** What speaks against a host, and for how long: the evidence that healing acts on. */
import type { History } from './history.ts';
import type { Host } from './hosts.ts';
import { own } from './own.ts';
import type { ClusterHealth, Situation } from './situation.ts';

/**
 * ECS's agent disconnects and reconnects several times an hour as a part of its normal operation.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export const suspectAfterMs = 5 * 60_000;
/** From then on nobody expects the agent back. */
export const lostAfterMs = 10 * 60_000;
/** A status check fails for moments, too: it takes two readings, and this long. */
export const impairedAfterMs = 2 * 60_000;
/** Status checks of a host that boots fail for a while; so long it is left alone. */
export const bootsForMs = 10 * 60_000;
export const runtimeImpairedAfterMs = 5 * 60_000;
/** An older reading of EC2's status checks is no ground for terminating anything. */
const readingHoldsForMs = 3 * 60_000;

type Remembered = Pick<History, 'agentAwaySince' | 'impaired' | 'runtimeImpairedSince'>;

/** 0 while the agent is connected. */
export const awayMs = ({ id }: Host, { agentAwaySince }: Pick<History, 'agentAwaySince'>, now: number): number =>
  now - (own(agentAwaySince, id) ?? now);

/** Between two restarts of one agent in one absence: a restart ends nothing, but an hour of them mends nothing either. */
const restartsAfterMs = { atLeast: 10 * 60_000, atMost: 60 * 60_000 };

/**
 * Whether an agent that stays away is to be restarted now: after five minutes, and again 10, 30, 60, 60 … minutes later, until
 * something else is done about its host.
 */
export const isRestartDue = (
  host: Host,
  { agentAwaySince, agentRestartedAt }: Pick<History, 'agentAwaySince' | 'agentRestartedAt'>,
  now: number,
): boolean => {
  const away = awayMs(host, { agentAwaySince }, now);
  if (host.containerInstance?.agentConnected !== false || away < suspectAfterMs || isGoing(host)) return false;
  const restartedAt = own(agentRestartedAt, host.id);
  if (restartedAt === undefined) return true;
  const awayBefore = away - (now - restartedAt);
  const { atLeast, atMost } = restartsAfterMs;
  return now - restartedAt >= Math.min(Math.max(2 * awayBefore, atLeast), atMost);
};

/** For another reason than that it looks lost, or for good; or EC2 does not show it as ours just now. */
const isGoing = ({ disruption, state, instance }: Host): boolean => {
  if (instance === undefined || state === 'gone' || state === 'stopped') return true;
  if (disruption === undefined) return false;
  if (disruption.stage === 'given-up') return disruption.kind === 'drain';
  return disruption.stage === 'terminating' || (disruption.cause !== 'agent-away' && disruption.cause !== 'impaired');
};

/** How long EC2's status checks have failed; undefined while they pass, or have not been read twice. */
export const impairedMs = (host: Host, { history, world, now }: Situation): number | undefined => {
  const known = own(history.impaired, host.id);
  if (known === undefined || known.seenAt <= known.since || now - known.seenAt > readingHoldsForMs) return undefined;
  return now - Math.min(known.since, world.statuses?.[host.id]?.impairedSince ?? known.since);
};

/** It is more than a flap or a moment: enough to terminate the host by inference, if no brake holds. */
export const isSick = (host: Host, situation: Situation): boolean =>
  awayMs(host, situation.history, situation.now) >= lostAfterMs ||
  (impairedMs(host, situation) ?? 0) >= impairedAfterMs;

/** Its agent is connected, and EC2 has nothing against it. */
export const isWellAgain = ({ id, containerInstance }: Host, { impaired }: Pick<History, 'impaired'>): boolean =>
  containerInstance?.agentConnected === true && own(impaired, id) === undefined;

/** Hosts that ECS knows: those that never joined run no tasks, and say nothing about the others. */
export const isRegistered = ({ containerInstance, state }: Host): boolean =>
  containerInstance !== undefined && state !== 'gone' && state !== 'stopped';

/**
 * Nobody said that the host is lost, it only looks so: its agent is away for five minutes, EC2's checks fail, or its container
 * runtime does not answer. What the brakes count.
 */
export const unhealthyByInference = (host: Host, history: Remembered, now: number): boolean =>
  isRegistered(host) &&
  (awayMs(host, history, now) >= suspectAfterMs ||
    own(history.impaired, host.id) !== undefined ||
    now - (own(history.runtimeImpairedSince, host.id) ?? now) >= runtimeImpairedAfterMs);

/** This cluster's part of the brake of the whole region. `history` has to be that of after this reading. */
export const clusterHealth = (
  cluster: string,
  hosts: readonly Host[],
  history: Remembered,
  now: number,
): ClusterHealth => ({
  cluster,
  at: now,
  hosts: hosts.filter(isRegistered).length,
  unhealthy: hosts.filter((host) => unhealthyByInference(host, history, now)).length,
});
