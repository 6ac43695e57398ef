/** The time, and waiting. Simulated locally; Lambda's own when deployed. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds of this clock. Only for back-off between calls: workflows do the long waits. */
  sleep(ms: number): Promise<void>;
}
