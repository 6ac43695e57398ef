/**
 * What is measured, for CloudWatch. Every metric has the dimension `Stack`, and no more than two of its own, each of few
 * values: CloudWatch bills each combination of values as a metric of its own, so what happened to one cluster is told by
 * its decisions, its events and the log, and never by a dimension. A test holds the table of ARCHITECTURE.md equal to this one.
 */
export interface MetricKind {
  /** Counts are summed within an invocation; of milliseconds each value is kept. */
  readonly unit: 'Count' | 'Milliseconds';
  /** Dimensions beside `Stack`. */
  readonly by: readonly string[];
  readonly what: string;
}

const table = {
  Reconciles: { unit: 'Count', by: [], what: 'clusters that were looked at' },
  SkippedReconciles: { unit: 'Count', by: [], what: 'looks that were not needed, or too early' },
  FailedReconciles: { unit: 'Count', by: [], what: 'looks that failed; their messages are handed out again' },
  AbandonedReconciles: { unit: 'Count', by: [], what: 'looks that took too long for their share of the invocation' },
  SettledClusters: { unit: 'Count', by: [], what: 'looks after which nothing was left to do' },
  UnreadableState: { unit: 'Count', by: [], what: 'looks that were given up as a spec or ledger cannot be read' },
  ObservationDuration: { unit: 'Milliseconds', by: [], what: 'how long one reading of a cluster took' },
  EventLag: { unit: 'Milliseconds', by: [], what: 'from the time of an event to the look that it led to' },
  Decisions: { unit: 'Count', by: ['Outcome'], what: 'decisions, by what came of them' },
  Heals: { unit: 'Count', by: ['Action', 'Cause'], what: 'changes that nobody asked for and that were made' },
  FailedLaunches: { unit: 'Count', by: [], what: 'launches that EC2 refused, or whose answer was lost' },
  BrakesHeld: { unit: 'Count', by: [], what: 'brakes that a look found to hold, pauses aside; 0 is told too' },
  EventsIgnored: { unit: 'Count', by: ['Why'], what: 'events and messages that led to nothing' },
  EventsUnsent: { unit: 'Count', by: [], what: 'events of our own that the bus did not take, even when asked twice' },
  ManagedClusters: { unit: 'Count', by: [], what: 'clusters that have a spec, each minute' },
  ApiReads: { unit: 'Count', by: ['Service'], what: 'calls to AWS that read' },
  ApiWrites: { unit: 'Count', by: ['Service'], what: 'calls to AWS that change something' },
  ApiAttempts: { unit: 'Count', by: ['Service'], what: 'attempts that these calls took' },
  ApiThrottles: { unit: 'Count', by: ['Service'], what: 'attempts that AWS throttled' },
} as const satisfies Readonly<Record<string, MetricKind>>;

export type MetricName = keyof typeof table;
export const metricTable: Readonly<Record<MetricName, MetricKind>> = table;
