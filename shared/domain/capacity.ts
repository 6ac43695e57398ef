/** How many hosts a group has, lacks and may have. */
import { type Host, hostsOf } from './hosts.ts';
import type { Disruption, Launch, Ledger } from './ledger.ts';
import type { Situation } from './situation.ts';
import type { HostGroupSpec } from './spec.ts';

export interface GroupState {
  readonly spec: HostGroupSpec;
  readonly ledger: Ledger;
  /** Those that are not gone. */
  readonly hosts: readonly Host[];
  /** Those that count towards `count`: alive, and not on their way out. */
  readonly counted: readonly Host[];
  /** Instances of open launches: asked for, with the outcome still unknown. They count too. */
  readonly open: number;
  /** How many hosts have to be launched. Never more than `count + surge` allows. */
  readonly missing: number;
  /** How many of `counted` are too many. */
  readonly surplus: number;
}

/** Ends that a disruption comes to without a host on its way out. */
const keepsTheHost = (disruption: Disruption): boolean =>
  disruption.stage === 'given-up' || disruption.kind === 'drain' || disruption.kind === 'activate';

export const isLeaving = (host: Host): boolean => host.disruption !== undefined && !keepsTheHost(host.disruption);

const isAlive = (host: Host): boolean => host.state !== 'gone' && host.state !== 'stopped';

/** A launch that was entered as failed has no hosts: one that shows up after all is too many, and goes first. */
export const isUnasked = (host: Host): boolean =>
  host.launch !== undefined && 'state' in host.launch && host.launch.state === 'failed';

export const emptyLedger = (cluster: string, group: string): Ledger => ({
  cluster,
  group,
  version: 0,
  nextLaunch: 1,
  launches: [],
  disruptions: [],
});

export const ledgerOf = (situation: Situation, group: string): Ledger =>
  situation.ledgers.find((ledger) => ledger.group === group) ?? emptyLedger(situation.wanted.cluster, group);

/**
 * How many instances of an open launch are asked for and not to be seen. While its answers are lost, EC2 may show what came of
 * it: those are hosts already.
 */
export const stillOpen = ({ state, request }: Launch, hosts: readonly Host[]): number => {
  if (state !== 'open') return 0;
  const shown = hosts.filter(({ instance }) => instance?.clientToken === request.clientToken).length;
  return Math.max(0, request.count - shown);
};

export const groupState = (situation: Situation, spec: HostGroupSpec, all = hostsOf(situation)): GroupState => {
  const ledger = ledgerOf(situation, spec.name);
  const hosts = all.filter((host) => host.group === spec.name && host.state !== 'gone');
  const living = hosts.filter(isAlive);
  const counted = living.filter((host) => !isLeaving(host) && !isUnasked(host));
  const open = ledger.launches.reduce((total, launch) => total + stillOpen(launch, all), 0);
  const wanted = spec.count - counted.length - open;
  const room = spec.count + spec.surge - living.length - open;
  return {
    spec,
    ledger,
    hosts,
    counted,
    open,
    missing: Math.max(0, Math.min(wanted, room)),
    // What EC2 does not show is no reason to give up a host that it shows.
    surplus: Math.max(0, counted.filter(({ instance }) => instance !== undefined).length + open - spec.count),
  };
};

/** The groups of the spec. None while the cluster is being deleted: then every host is on its way out. */
export const groupStates = (situation: Situation): readonly GroupState[] => {
  if (situation.wanted.deleting !== undefined) return [];
  const all = hostsOf(situation);
  return situation.wanted.spec.groups.map((spec) => groupState(situation, spec, all));
};

/** Groups that still have hosts, a ledger or both, and are no longer in the spec. */
export const formerGroups = (situation: Situation): readonly string[] => {
  const current = situation.wanted.deleting === undefined ? situation.wanted.spec.groups.map(({ name }) => name) : [];
  // EC2 shows terminated instances for an hour: they are no reason to remember a group.
  const present = hostsOf(situation).filter(({ state }) => state !== 'gone');
  const known = [...situation.ledgers.map(({ group }) => group), ...present.map(({ group }) => group)];
  return [...new Set(known)].filter((group) => group !== '' && !current.includes(group)).sort();
};
