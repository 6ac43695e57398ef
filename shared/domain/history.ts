/** What AWS does not remember for us. A lost or empty history delays healing; it never causes any. */
export interface History {
  readonly cluster: string;
  /** Since when an agent has been seen disconnected, by instance id. */
  readonly agentAwaySince: Readonly<Record<string, number>>;
  /** Since when a container instance has been seen without a live EC2 instance, by container instance ARN. */
  readonly withoutInstanceSince: Readonly<Record<string, number>>;
  /** Outcomes of the last four launches by group, oldest first. */
  readonly lastLaunches: Readonly<Record<string, readonly ('joined' | 'failed')[]>>;
  /** Offerings (`type/az/market`) that are cooling, and until when. */
  readonly cooling: Readonly<Record<string, number>>;
  /** Not before this time is a group launched into again, with why; by group. */
  readonly backOff: Readonly<
    Record<string, { readonly until: number; readonly step: number; readonly reason: string }>
  >;
}
export const noHistory = (cluster: string): History => ({
  cluster,
  agentAwaySince: {},
  withoutInstanceSince: {},
  lastLaunches: {},
  cooling: {},
  backOff: {},
});
