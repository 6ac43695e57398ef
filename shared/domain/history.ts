import type { TaskFailure } from './situation.ts';
import type { ScheduledEvent } from './snapshot.ts';

/** What AWS does not remember for us. A lost or empty history delays healing; it never causes any. */
export interface History {
  readonly cluster: string;
  /** Since when an agent has been seen disconnected, by instance id. */
  readonly agentAwaySince: Readonly<Record<string, number>>;
  /** Since when a container instance has been seen without a live EC2 instance, by container instance ARN. */
  readonly withoutInstanceSince: Readonly<Record<string, number>>;
  /** Since when a host that had joined has been seen without a registration, by instance id. */
  readonly unregisteredSince: Readonly<Record<string, number>>;
  /** Since when an instance has been seen stopped, by instance id. */
  readonly stoppedSince: Readonly<Record<string, number>>;
  /** Since when, and when last, EC2's status checks have failed, by instance id: it takes two readings to act on it. */
  readonly impaired: Readonly<Record<string, { readonly since: number; readonly seenAt: number }>>;
  /** When EC2's status checks were last read. */
  readonly statusReadAt: number;
  /** What AWS has planned for hosts, by instance id, as it was last read. */
  readonly scheduled: Readonly<Record<string, ScheduledEvent>>;
  /** Since when spot instances have been marked for termination, by instance id, as long as EC2 shows them. */
  readonly interruptedSince: Readonly<Record<string, number>>;
  /** Since when an agent has said that its container runtime is impaired, by instance id. */
  readonly runtimeImpairedSince: Readonly<Record<string, number>>;
  /** When an agent was last restarted, by instance id, as long as it is away. */
  readonly agentRestartedAt: Readonly<Record<string, number>>;
  /** Since when an instance that the ledger launched has been missing from what EC2 shows, by instance id. */
  readonly unseenSince: Readonly<Record<string, number>>;
  /** Tasks that ended badly in the last quarter of an hour, the newest first, as they were last read. */
  readonly failures: readonly TaskFailure[];
  /** What crashes on several hosts, by the group of its tasks, such as `service:web`: on how many at most, and how. */
  readonly crashing: Readonly<Record<string, { readonly hosts: number; readonly what: string }>>;
  /** Instances of the ledgers' entries that EC2 has shown terminated, or has denied: it forgets them after an hour. */
  readonly gone: readonly string[];
  /** What became of launched instances, by instance id: of those that EC2 shows, and of the last four of each group. */
  readonly fates: Readonly<Record<string, Fate>>;
  /** Not before this time is a group launched into again, with why; by group. */
  readonly backOff: Readonly<Record<string, BackOff>>;
  /** The generation of the cluster's spec that was last reached in full: what happens after it is healing. */
  readonly settledGeneration: number;
  /** The same of its services, by name. */
  readonly settledServices: Readonly<Record<string, number>>;
  /** The ledgers as they were last seen, by group: an older one is not to be trusted. */
  readonly ledgers: Readonly<Record<string, { readonly version: number; readonly nextLaunch: number }>>;
  /** Groups whose ledger is not to be trusted, with the generation of the spec at which that began. */
  readonly riddles: Readonly<Record<string, { readonly generation: number }>>;
  /** For the host that joined when, by ECS's clock, a service was nudged last. */
  readonly nudged: Readonly<Record<string, number>>;
  /** Rollouts that ECS gave up on, by service: the same generation is not deployed again as long as that would be in vain. */
  readonly rolledBack: Readonly<Record<string, GivenUp>>;
  /** What was asked of AWS just now, by what it is about, as a hash: AWS may not show it yet. */
  readonly asked: Readonly<Record<string, { readonly at: number; readonly what: string }>>;
  /** What was last said instead of acting, so that it is recorded once and not each minute. */
  readonly lastSaid: string;
}

export interface Fate {
  readonly group: string;
  /** `withdrawn`: we terminated it before it had joined, for another reason than that it had not. */
  readonly outcome: 'joined' | 'failed' | 'withdrawn';
  readonly at: number;
  /** How it ended, once it is gone. */
  readonly ended?: { readonly by: 'us' | 'others'; readonly at: number };
}

export interface GivenUp {
  readonly generation: number;
  /** In ECS's own words. */
  readonly reason: string;
  /** When it was noticed last. */
  readonly at?: number;
  /** The failed deployments, so that none is counted twice. */
  readonly deployments?: readonly string[];
  /** How often we have tried the same again of ourselves. */
  readonly tries?: number;
  /** What was missing while ECS tried. Absent: nothing was, so the same again would fail again. */
  readonly lacked?: string;
}

export interface BackOff {
  /** From then on one host at a time is launched as a probe. */
  readonly until: number;
  readonly step: number;
  readonly reason: string;
  /** Generation and config that were being launched: others are tried at once. */
  readonly launching: string;
  /** Images that were being launched, if they were known. */
  readonly images?: string;
}

export const noHistory = (cluster: string): History => ({
  cluster,
  agentAwaySince: {},
  withoutInstanceSince: {},
  unregisteredSince: {},
  stoppedSince: {},
  impaired: {},
  statusReadAt: 0,
  scheduled: {},
  interruptedSince: {},
  runtimeImpairedSince: {},
  agentRestartedAt: {},
  unseenSince: {},
  failures: [],
  crashing: {},
  gone: [],
  fates: {},
  backOff: {},
  settledGeneration: 0,
  settledServices: {},
  ledgers: {},
  riddles: {},
  nudged: {},
  rolledBack: {},
  asked: {},
  lastSaid: '',
});
