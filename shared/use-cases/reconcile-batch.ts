import type { Clock } from '../ports/clock.ts';
import type { Wake, WakeMessage } from '../ports/wake.ts';
import { type Limit, limitOf } from './limited.ts';
import type { Reconciled } from './reconcile.ts';

/** One message of the queue, as it was received. */
export interface Received {
  readonly id: string;
  readonly receipt: string;
  /** How often it has been handed out, this time included. */
  readonly times: number;
  readonly message: WakeMessage;
}

/** `out-of-time`: it was given up where it stood, and no call of it begins any more. */
export type Outcome = Reconciled | { readonly status: 'out-of-time' } | Error;

export interface BatchPorts {
  readonly clock: Clock;
  readonly wake: Wake;
  /** What it does besides computing goes through ports that obey the limit. */
  readonly reconcile: (cluster: string, messages: readonly WakeMessage[], limit: Limit) => Promise<Reconciled>;
  readonly report: (cluster: string, messages: readonly WakeMessage[], outcome: Outcome) => void;
}

const secondsTillLater = 3;
/** After this often the sweep, a minute later at most, is soon enough. */
const mostPostponements = 3;

/** Of the minute that the function has. What is still under way then is handed out again, and the others are acknowledged. */
export const limitMs = 45_000;
/** Whoever is done waits for others no longer: until its messages are gone, the queue hands out none of its cluster. */
const patienceMs = 5_000;

/**
 * Each cluster of a batch is looked at once, however many messages woke it. They are looked at side by side, each within its
 * limit: trouble with one is not trouble for the others. A batch is bounded by the trigger, and so is what runs at once.
 * Answers with the ids of messages that are to be handed out again.
 */
export const reconcileBatch = async (received: readonly Received[], ports: BatchPorts): Promise<readonly string[]> => {
  const groups = [...byCluster(received)];
  const early = acknowledgements(ports, groups.length);
  const again = await Promise.all(
    groups.map(async ([cluster, ofCluster]) => {
      const handedOut = await reconcileOne(cluster, ofCluster, ports);
      await early.finished(ofCluster.filter(({ id }) => !handedOut.includes(id)));
      return handedOut;
    }),
  );
  return again.flat();
};

const reconcileOne = async (
  cluster: string,
  ofCluster: readonly Received[],
  ports: BatchPorts,
): Promise<readonly string[]> => {
  const messages = ofCluster.map(({ message }) => message);
  const all = ofCluster.map(({ id }) => id);
  const limit = limitOf(ports.clock, limitMs);
  try {
    const outcome = await limit.within(ports.reconcile(cluster, messages, limit));
    if (outcome === 'out-of-time') {
      ports.report(cluster, messages, { status: 'out-of-time' });
      return all;
    }
    ports.report(cluster, messages, outcome);
    const wait = secondsToWait(outcome);
    const last = ofCluster.at(-1);
    if (wait === undefined || last === undefined || last.times > mostPostponements) return [];
    await ports.wake.postpone(last.receipt, wait);
    return [last.id];
  } catch (thrown) {
    ports.report(cluster, messages, thrown instanceof Error ? thrown : new Error(String(thrown)));
    return all;
  }
};

/**
 * The trigger deletes messages when the whole batch has ended. Once that takes long, what is done with is deleted here, one by
 * one; a message that could not be deleted is left to the trigger.
 */
const acknowledgements = ({ clock, wake }: BatchPorts, clusters: number) => {
  const startedAt = clock.now();
  const waiting: Received[] = [];
  let open = clusters;
  const acknowledge = async (): Promise<void> => {
    const messages = waiting.splice(0);
    await Promise.allSettled(messages.map(({ receipt }) => wake.done(receipt)));
  };
  if (clusters > 1)
    void clock.sleep(patienceMs).then(
      () => (open > 0 ? acknowledge() : undefined),
      () => {},
    );
  return {
    async finished(messages: readonly Received[]): Promise<void> {
      open -= 1;
      waiting.push(...messages);
      if (open > 0 && clock.now() - startedAt >= patienceMs) await acknowledge();
    },
  };
};

const secondsToWait = (outcome: Reconciled): number | undefined => {
  if (outcome.status === 'too-early' || outcome.status === 'too-soon') return secondsTillLater;
  if (outcome.status !== 'reconciled' || outcome.lookAgainAfterMs === undefined) return undefined;
  return Math.ceil(outcome.lookAgainAfterMs / 1_000);
};

const byCluster = (received: readonly Received[]): ReadonlyMap<string, readonly Received[]> => {
  const groups = new Map<string, Received[]>();
  for (const one of received) groups.set(one.message.cluster, [...(groups.get(one.message.cluster) ?? []), one]);
  return groups;
};
