/** Whether a service has to wait for hosts before anything about it is deployed. */
import { type GroupState, groupStates } from './capacity.ts';
import type { Host } from './hosts.ts';
import type { Situation } from './situation.ts';
import type { StoredService } from './spec.ts';

/** Hosts that join at all have joined by then. */
const awaitedForMs = 15 * 60_000;

/**
 * What a new or changed service waits for: the hosts on their way, while they are more than those that have joined. ECS tries
 * three times within a minute to place a task, counts one without a host as failed, and its circuit breaker gives up.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const awaitedHosts = (situation: Situation, { service, spec, writtenAt }: StoredService): string | undefined => {
  if (spec.scheduling === 'DAEMON' || situation.now - writtenAt >= awaitedForMs) return undefined;
  const groups = groupStates(situation);
  const joining = total(groups, ({ open, counted }) => open + counted.filter(isJoining).length);
  const joined = total(groups, ({ counted }) => counted.filter((host) => !isJoining(host)).length);
  if (joining <= joined) return undefined;
  return `service ${service} is deployed when more hosts have joined: ${joined} of ${joined + joining} have`;
};

const isJoining = ({ state }: Host): boolean => state === 'joining';

const total = (groups: readonly GroupState[], of: (group: GroupState) => number): number =>
  groups.reduce((sum, group) => sum + of(group), 0);
