/** What kinds of disruptions there are: whose idea they were, and which brakes hold them. */
import type { Disruption, DisruptionCause } from './ledger.ts';

/** By what was asked: a spec or a person; everything else is our own idea. */
const requested: readonly DisruptionCause[] = ['requested', 'scale-in', 'cluster-deleted', 'group-removed'];
/** Our own ideas that can wait for a slot, and most of them for a window: a host that breaks its tasks cannot. */
const voluntary: readonly DisruptionCause[] = ['runtime-impaired', 'scheduled-event', 'quarantined', 'surplus'];
/** What cannot wait for a slot: the host is lost, or as good as lost. */
const forceful: readonly DisruptionCause[] = ['impaired', 'agent-away', 'spot-interruption'];
/** Nobody said that the host is lost; it only looks so. When many look so, the looking is more likely at fault. */
const inferred: readonly DisruptionCause[] = [
  'impaired',
  'agent-away',
  'runtime-impaired',
  'quarantined',
  'deregistered',
];
/** Each takes another host in its place. */
const replacing: readonly DisruptionCause[] = [...forceful, 'quarantined'];

type Caused = Pick<Disruption, 'kind' | 'cause'>;

export const isRequested = ({ cause }: Pick<Disruption, 'cause'>): boolean => requested.includes(cause);
export const isVoluntary = ({ cause }: Pick<Disruption, 'cause'>): boolean => voluntary.includes(cause);
export const isForceful = ({ cause }: Pick<Disruption, 'cause'>): boolean => forceful.includes(cause);
export const isInferred = ({ cause }: Pick<Disruption, 'cause'>): boolean => inferred.includes(cause);
export const isReplaced = ({ kind, cause }: Caused): boolean => kind === 'replace' || replacing.includes(cause);

/** Forceful work does not wait for slots: terminations at once, lost hosts, and hosts of a cluster that is being deleted. */
export const needsSlot = ({ kind, cause }: Caused): boolean =>
  kind !== 'terminate' && kind !== 'activate' && cause !== 'cluster-deleted' && !forceful.includes(cause);
