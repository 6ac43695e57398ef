/**
 * The ledger of a host group: launches asked for and disruptions under way. An intent is written here, conditionally on
 * the ledger's version, before it is acted on; that is what makes launching and terminating happen effectively once.
 */

/** The complete launch as it was decided. It is sent again verbatim, never planned again, until it is settled. */
export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly market: 'on-demand' | 'spot';
  readonly count: number;
  /** `name:version` of the group's ecs.config. */
  readonly configVersion: string;
  /** Base64, as RunInstances takes it. */
  readonly userData: string;
  readonly instanceProfile: string;
  readonly securityGroups: readonly string[];
  readonly associatePublicIp: boolean;
  readonly rootVolume: { readonly device: string; readonly sizeGiB: number; readonly type: string };
  readonly metadataHopLimit: number;
  readonly tags: Readonly<Record<string, string>>;
  /** At most 64 characters, a pure function of stack, cluster, group, launch number and `enteredAt`. */
  readonly clientToken: string;
}

export interface Launch {
  readonly number: number;
  readonly state: 'open' | 'launched' | 'failed';
  readonly enteredAt: number;
  readonly request: LaunchRequest;
  /** Known once it is launched. */
  readonly instanceIds: readonly string[];
  readonly reason: string;
  /** When it was launched or failed. From then on its user data, tags and security groups are empty: it is not sent again. */
  readonly settledAt?: number;
  /** The host that this launch replaces, where there is one. */
  readonly replaces?: string;
  readonly failure?: { readonly code: string; readonly message: string };
}

/** What is kept of a launch when all that can go wrong with it has: some of its hosts are still there. */
export type FormerLaunch = Pick<Launch, 'number' | 'enteredAt' | 'reason' | 'instanceIds'>;

/** The entry is the budget slot: no entry, no drain, no termination. */
export interface Disruption {
  readonly host: string;
  readonly cause: DisruptionCause;
  /**
   * drain: empty it and keep it. replace: launch another one, empty it, terminate it. remove: empty it, terminate it.
   * terminate: at once. activate: let tasks be placed on it again.
   */
  readonly kind: 'drain' | 'replace' | 'remove' | 'terminate' | 'activate';
  readonly stage: 'wanted' | 'launching' | 'draining' | 'terminating' | 'drained' | 'given-up';
  readonly attempt: number;
  readonly enteredAt: number;
  /** When the stage began; when it was entered, if absent. */
  readonly stageAt?: number;
  /** When a drain is given up or forced. Draining has this much time from its own beginning. */
  readonly deadline: number;
  readonly reason: string;
  /** The operation that asked for it, for disruptions wished by people. */
  readonly operation?: string;
  /** Launch number of the replacement, once there is one. */
  readonly replacement?: number;
}
export type DisruptionCause =
  | 'requested'
  | 'scale-in'
  | 'never-registered'
  | 'deregistered'
  | 'stopped'
  | 'surplus'
  | 'cluster-deleted'
  | 'group-removed'
  | 'impaired'
  | 'agent-away'
  | 'runtime-impaired'
  | 'scheduled-event'
  | 'spot-interruption'
  | 'quarantined';

export interface Ledger {
  readonly cluster: string;
  readonly group: string;
  /** Condition of every write. 0 = not written yet. */
  readonly version: number;
  /** Only ever grows; a number is never used twice. */
  readonly nextLaunch: number;
  readonly launches: readonly Launch[];
  /** Absent in ledgers that have none yet. */
  readonly former?: readonly FormerLaunch[];
  readonly disruptions: readonly Disruption[];
  /** Operations whose disruptions came to their end, the latest few: a workflow that comes late enters none again. */
  readonly served?: readonly string[];
}
