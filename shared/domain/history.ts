/** What AWS does not remember for us. A lost or empty history delays healing; it never causes any. */
export interface History {
  readonly cluster: string;
  /** Since when an agent has been seen disconnected, by instance id. */
  readonly agentAwaySince: Readonly<Record<string, number>>;
  /** Since when a container instance has been seen without a live EC2 instance, by container instance ARN. */
  readonly withoutInstanceSince: Readonly<Record<string, number>>;
  /** Since when an instance has been seen stopped, by instance id. */
  readonly stoppedSince: Readonly<Record<string, number>>;
  /** What became of launched instances, by instance id: those that still exist, and the last four of each group. */
  readonly launchOutcomes: Readonly<Record<string, LaunchOutcomeSeen>>;
  /** Not before this time is a group launched into again, with why; by group. */
  readonly backOff: Readonly<Record<string, BackOff>>;
  /** The generation of the cluster's spec that was last reached in full: what happens after it is healing. */
  readonly settledGeneration: number;
  /** The same of its services, by name. */
  readonly settledServices: Readonly<Record<string, number>>;
  /** What the last decision to do nothing (or only to tell) was, so that it is recorded once and not each minute. */
  readonly lastSaid: string;
}

export interface LaunchOutcomeSeen {
  readonly group: string;
  /** `withdrawn`: we terminated it ourselves before it had joined, for another reason. */
  readonly outcome: 'joined' | 'failed' | 'withdrawn';
  readonly at: number;
}

export interface BackOff {
  /** From then on one host is launched as a probe. */
  readonly until: number;
  readonly step: number;
  readonly since: number;
  readonly reason: string;
  /** What was being launched: another spec, image or config is tried at once. */
  readonly launching: string;
}

export const noHistory = (cluster: string): History => ({
  cluster,
  agentAwaySince: {},
  withoutInstanceSince: {},
  stoppedSince: {},
  launchOutcomes: {},
  backOff: {},
  settledGeneration: 0,
  settledServices: {},
  lastSaid: '',
});
