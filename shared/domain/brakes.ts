/** What holds disruptions back. The ledger's entries are the slots: they are counted, never estimated. */

import type { Host } from './hosts.ts';
import type { Disruption } from './ledger.ts';

/** Voluntary disruptions in flight at most: ten per cent of a group, and at least one. */
export const voluntarySlots = (groupSize: number): number => Math.max(1, Math.ceil(groupSize * 0.1));

/** Forceful work does not wait for slots: terminations at once, and hosts of a cluster that is being deleted. */
export const needsSlot = ({ kind, cause }: Pick<Disruption, 'kind' | 'cause'>): boolean =>
  kind !== 'terminate' && kind !== 'activate' && cause !== 'cluster-deleted';

const inFlight: readonly Disruption['stage'][] = ['launching', 'draining', 'terminating'];

export const slotsTaken = (hosts: readonly Host[]): number =>
  hosts.filter(
    ({ disruption, state }) =>
      disruption !== undefined && state !== 'gone' && needsSlot(disruption) && inFlight.includes(disruption.stage),
  ).length;

/** Unhealthy by inference at most, while terminations by inference go on: twenty per cent, and at least one. */
const unhealthyAllowed = (groupSize: number): number => Math.max(1, Math.ceil(groupSize * 0.2));

const awayForMs = 5 * 60_000;

/**
 * True when so many of the hosts that once joined have lost their agent that the trouble is likely not with the hosts:
 * then nothing is terminated by inference. Hosts that never joined run no tasks and do not count here.
 */
export const holdsTerminations = (
  hosts: readonly Host[],
  agentAwaySince: Readonly<Record<string, number>>,
  now: number,
): boolean => {
  const registered = hosts.filter(
    ({ containerInstance, state }) => containerInstance !== undefined && state !== 'gone',
  );
  const unhealthy = registered.filter(({ id }) => now - (agentAwaySince[id] ?? now) >= awayForMs);
  return unhealthy.length > unhealthyAllowed(registered.length);
};
