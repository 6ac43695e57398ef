import type { MetricName } from '../domain/metrics.ts';

/** Takes down what happened, for the metrics. Never fails, and nothing depends on it. */
export interface Meter {
  /** `of`: the dimensions that the metric has beside the stack, each from a small closed set of values. */
  add(metric: MetricName, value: number, of?: Readonly<Record<string, string>>): void;
}
