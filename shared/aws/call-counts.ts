/** Counts the calls of our SDK clients: one count per client, taken and cleared at the end of each invocation. */
import type { RetryStrategyV2 } from '@smithy/types';
import type { Surroundings } from '../runtime.ts';

export interface CallCount {
  /** As AWS names it: `ECS`, `DynamoDB`. */
  readonly service: string;
  readonly reads: number;
  readonly writes: number;
  readonly attempts: number;
  readonly throttles: number;
}
type Counts = { -readonly [Key in Exclude<keyof CallCount, 'service'>]: CallCount[Key] };

type Answer = { readonly output: { readonly $metadata?: { readonly attempts?: number } } };
type Next = (args: unknown) => Promise<Answer>;
interface Countable {
  readonly config: { readonly serviceId?: string };
  readonly middlewareStack: {
    add(middleware: (next: Next, context: { readonly commandName?: string }) => Next, options: object): void;
  };
}

const counted = new WeakMap<Surroundings, { readonly service: string; readonly counts: Counts }[]>();

export const newCounts = (): Counts => ({ reads: 0, writes: 0, attempts: 0, throttles: 0 });

/** Notes in `counts` how often AWS throttles what this strategy retries. */
export const countingThrottles = <Strategy extends RetryStrategyV2>(strategy: Strategy, counts: Counts): Strategy => ({
  ...strategy,
  refreshRetryTokenForRetry: (token, info) => {
    if (info.errorType === 'THROTTLING') counts.throttles += 1;
    return strategy.refreshRetryTokenForRetry(token, info);
  },
});

/** Notes in `counts` each call of this client, outside of its retries, and how many attempts it took. */
export const countCalls = (client: object, counts: Counts, around: Surroundings): void => {
  const { config, middlewareStack } = client as Countable;
  counted.set(around, [...(counted.get(around) ?? []), { service: config.serviceId ?? 'unknown', counts }]);
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        counts[isRead(commandName) ? 'reads' : 'writes'] += 1;
        try {
          const answer = await next(args);
          counts.attempts += answer.output.$metadata?.attempts ?? 1;
          return answer;
        } catch (error) {
          counts.attempts += (error as { $metadata?: { attempts?: number } })?.$metadata?.attempts ?? 1;
          throw error;
        }
      },
    { step: 'initialize', priority: 'high', name: 'countCalls' },
  );
};

const isRead = (commandName: string): boolean => /^(Get|Query|Describe|List|Batch|Scan)/.test(commandName);

/** What was called since this was asked last, by service. */
export const takeCalls = (around: Surroundings): readonly CallCount[] => {
  const sums = new Map<string, Counts>();
  for (const { service, counts } of counted.get(around) ?? []) {
    const sum = sums.get(service) ?? newCounts();
    for (const name of Object.keys(sum) as (keyof Counts)[]) {
      sum[name] += counts[name];
      counts[name] = 0;
    }
    sums.set(service, sum);
  }
  return [...sums].filter(([, { attempts }]) => attempts > 0).map(([service, sum]) => ({ service, ...sum }));
};
