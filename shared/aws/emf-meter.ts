/**
 * The port Meter in CloudWatch's embedded metric format: metrics are lines of the log, and no call is made for them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import { type MetricName, metricTable } from '../domain/metrics.ts';
import type { Meter } from '../ports/meter.ts';
import type { Surroundings } from '../runtime.ts';
import { takeCalls } from './call-counts.ts';

export interface EmfMeter extends Meter {
  /** One line for each combination of dimensions, of what was added since this was asked last. */
  lines(): readonly string[];
}

const namespace = 'Quaymaster';
/** Of an array of values CloudWatch takes no more. */
const mostValues = 100;

interface Line {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: Map<MetricName, number[]>;
}

export const emfMeter = (around: Surroundings, stack: string): EmfMeter => {
  const open = new Map<string, Line>();

  const add: Meter['add'] = (metric, value, of = {}) => {
    const { unit, by } = metricTable[metric];
    const dimensions = Object.fromEntries(by.map((name) => [name, of[name] ?? 'other']));
    const key = JSON.stringify(dimensions);
    const line = open.get(key) ?? { dimensions, values: new Map() };
    open.set(key, line);
    const values = line.values.get(metric) ?? [];
    line.values.set(metric, values);
    if (unit === 'Count' && values.length > 0) values[0] = (values[0] ?? 0) + value;
    else if (values.length < mostValues) values.push(value);
  };

  return {
    add,
    lines: () => {
      for (const { service, reads, writes, attempts, throttles } of takeCalls(around)) {
        const of = { Service: service };
        add('ApiReads', reads, of);
        add('ApiWrites', writes, of);
        add('ApiAttempts', attempts, of);
        add('ApiThrottles', throttles, of);
      }
      const lines = [...open.values()].map((line) => emfOf(line, stack, around.clock.now()));
      open.clear();
      return lines;
    },
  };
};

const emfOf = ({ dimensions, values }: Line, stack: string, now: number): string =>
  JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [['Stack', ...Object.keys(dimensions)]],
          Metrics: [...values.keys()].map((name) => ({ Name: name, Unit: metricTable[name].unit })),
        },
      ],
    },
    Stack: stack,
    ...dimensions,
    ...Object.fromEntries(
      [...values].map(([name, [first, ...more]]) => [name, more.length > 0 ? [first, ...more] : first]),
    ),
  });
