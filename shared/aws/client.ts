/** How every SDK client of ours is made: with retries that wait on our clock, and whatever the surroundings add. */
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Surroundings } from '../runtime.ts';
import { isNoCapacity } from './aws-errors.ts';

const attempts = 4;
const firstDelayMs = 100;
const throttledFirstDelayMs = 500;
const longestDelayMs = 8_000;

/**
 * Makes a client: `clientOf(ECSClient, around)`. The SDK's own logger is taken out: it copies every request and answer for a
 * log that nobody keeps, which took a third of the time of an observation. What stands between a command and the network is
 * put together once per kind of command: `connect` is the last that may add to it.
 */
export const clientOf = <Config extends object, Client extends Stacked>(
  Client: new (config: Config) => Client,
  around: Surroundings,
): Client => {
  const client = new Client({
    ...around.aws,
    cacheMiddleware: true,
    retryStrategy: patientRetry(around),
  } as unknown as Config);
  client.middlewareStack.remove('loggerMiddleware');
  return around.connect(client);
};

interface Stacked {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The SDK's own standard strategy waits with a bare setTimeout after the token is refreshed. Waiting inside the refresh, on
 * the clock of the surroundings, and telling the SDK to wait 0 ms puts retries on simulated time too. EC2 says with a 500 that
 * it has no capacity: then another offering is of use, not another attempt.
 */
const patientRetry = ({ clock, random }: Surroundings): RetryStrategyV2 & { mode: string } => ({
  mode: 'standard',
  acquireInitialRetryToken: async () => tokenAfter(0),
  refreshRetryTokenForRetry: async (token, info) => {
    const retries = token.getRetryCount() + 1;
    if (retries >= attempts || info.errorType === 'CLIENT_ERROR' || isNoCapacity(info.error))
      throw new Error('no further attempt');
    await clock.sleep(delayMs(retries, info) * random());
    return tokenAfter(retries);
  },
  recordSuccess: () => {},
});

/** Full jitter over a delay that doubles; a throttled bucket gets more time to refill. */
const delayMs = (retries: number, info: RetryErrorInfo): number => {
  const first = info.errorType === 'THROTTLING' ? throttledFirstDelayMs : firstDelayMs;
  return Math.min(longestDelayMs, first * 2 ** (retries - 1));
};

const tokenAfter = (retries: number): RetryToken => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });
