/** The retries of our SDK clients: they wait on our clock, and throttled API groups wait together. */
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Surroundings } from '../runtime.ts';
import { apiGroupOf } from './api-groups.ts';
import { isNoCapacity } from './aws-errors.ts';
import { afterRefusal, afterSending, afterSuccess, type Pace, unhurried, waitMs } from './pace.ts';

const attempts = 4;
const firstDelayMs = 100;
const longestDelayMs = 8_000;
/** Calls of a group under way at once: so many may be refused before the first refusal is known. */
const mostAtOnce = 8;

/** A token is of one call: of which group it is, and what the group had been charged when it was last sent. */
interface CallToken extends RetryToken {
  readonly group: string;
  readonly charges: number;
}

export type Patience = RetryStrategyV2 & {
  readonly mode: string;
  /** Makes a call of the group, with its retries, when it may go. */
  inTurn<Answer>(group: string, call: () => Promise<Answer>): Promise<Answer>;
};

const patient = new WeakMap<Surroundings, Patience>();

/** One for all clients of a function: those of the same service draw on the same buckets. */
export const patienceOf = (around: Surroundings): Patience => {
  const known = patient.get(around) ?? newPatience(around);
  patient.set(around, known);
  return known;
};

/**
 * The SDK's own standard strategy waits with a bare setTimeout after the token is refreshed. Waiting inside the refresh, on
 * the clock of the surroundings, and telling the SDK to wait 0 ms puts retries on simulated time too. EC2 says with a 500 that
 * it has no capacity: then another offering is of use, not another attempt.
 */
const newPatience = ({ clock, random }: Surroundings): Patience => {
  const paces = new Map<string, Pace>();
  const places = new Map<string, Places>();
  const paceOf = (group: string): Pace => paces.get(group) ?? unhurried;

  /** Whoever wakes first goes; the others see that the next turn is later, and sleep on. */
  const turn = async (group: string): Promise<void> => {
    for (let pace = paceOf(group); waitMs(pace, clock.now()) > 0; pace = paceOf(group)) {
      await clock.sleep(waitMs(pace, clock.now()));
      if (paceOf(group).nextAt === pace.nextAt) break;
    }
    const now = clock.now();
    paces.set(group, afterSending(paceOf(group), now + waitMs(paceOf(group), now)));
  };

  const tokenAfter = (group: string, retries: number): CallToken => ({
    group,
    charges: paceOf(group).charges,
    getRetryCount: () => retries,
    getRetryDelay: () => 0,
  });

  return {
    mode: 'standard',
    async inTurn(group, call) {
      const ofGroup = places.get(group) ?? newPlaces(mostAtOnce);
      places.set(group, ofGroup);
      const place = await ofGroup.take(clock.now());
      try {
        await turn(group);
        return await call();
      } finally {
        ofGroup.leave(place, clock.now());
      }
    },
    acquireInitialRetryToken: async (group) => tokenAfter(group, 0),
    refreshRetryTokenForRetry: async (token, info) => {
      const { group, charges } = token as CallToken;
      const retries = token.getRetryCount() + 1;
      const throttled = info.errorType === 'THROTTLING';
      if (throttled) paces.set(group, afterRefusal(paceOf(group), charges, clock.now(), random()));
      if (retries >= attempts || isFinal(info)) throw new Error('no further attempt');
      if (!throttled) await clock.sleep(delayMs(retries) * random());
      await turn(group);
      return tokenAfter(group, retries);
    },
    recordSuccess: (token) => {
      const { group } = token as CallToken;
      if (paces.has(group)) paces.set(group, afterSuccess(paceOf(group)));
    },
  };
};

const isFinal = ({ errorType, error }: RetryErrorInfo): boolean => errorType === 'CLIENT_ERROR' || isNoCapacity(error);

/** Full jitter over a delay that doubles. */
const delayMs = (retries: number): number => Math.min(longestDelayMs, firstDelayMs * 2 ** (retries - 1));

interface Place {
  readonly since: number;
}

interface Places {
  take(now: number): Promise<Place>;
  leave(place: Place, now: number): void;
}

/** Calls of an invocation that was ended are never over, nor do they ever begin: they keep nobody from his place. */
const heldForMs = 30_000;

const isOld = ({ since }: Place, now: number): boolean => Math.abs(now - since) >= heldForMs;

/** First come, first served. */
const newPlaces = (count: number): Places => {
  const held = new Set<Place>();
  const waiting: { readonly since: number; readonly go: (place: Place) => void }[] = [];
  const taken = (since: number): Place => {
    const place = { since };
    held.add(place);
    return place;
  };
  return {
    take: async (now) => {
      for (const place of held) if (isOld(place, now)) held.delete(place);
      return held.size < count ? taken(now) : new Promise((go) => waiting.push({ since: now, go }));
    },
    leave: (place, now) => {
      held.delete(place);
      for (let next = waiting[0]; next !== undefined && isOld(next, now); next = waiting[0]) {
        waiting.shift();
        next.go({ since: now });
      }
      if (held.size < count) waiting.shift()?.go(taken(now));
    },
  };
};

interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
  /** What the SDK's retries hand to their strategy as the scope of a token. */
  partition_id?: string;
}
type Next = (args: unknown) => Promise<unknown>;

/** Stands outside of everything: a call that has to wait for its turn has not begun. */
export const inTurn =
  (patience: Patience) =>
  (next: Next, context: Context): Next => {
    const group = apiGroupOf(context.clientName, context.commandName);
    context.partition_id = group;
    return (args) => patience.inTurn(group, () => next(args));
  };
