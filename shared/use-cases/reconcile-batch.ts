import type { Wake, WakeMessage } from '../ports/wake.ts';
import type { Reconciled } from './reconcile.ts';

/** One message of the queue, as it was received. */
export interface Received {
  readonly id: string;
  readonly receipt: string;
  /** How often it has been handed out, this time included. */
  readonly times: number;
  readonly message: WakeMessage;
}

export interface BatchPorts {
  readonly wake: Wake;
  readonly reconcile: (cluster: string, messages: readonly WakeMessage[]) => Promise<Reconciled>;
  readonly report: (cluster: string, messages: readonly WakeMessage[], outcome: Reconciled | Error) => void;
}

const tooEarlySeconds = 3;
/** After this often the sweep, a minute later at most, is soon enough. */
const mostPostponements = 3;

/**
 * Each cluster of a batch is looked at once, however many messages woke it; trouble with one is not trouble for the others.
 * Answers with the ids of messages that are to be handed out again.
 */
export const reconcileBatch = async (received: readonly Received[], ports: BatchPorts): Promise<readonly string[]> => {
  const again: string[] = [];
  for (const [cluster, ofCluster] of byCluster(received)) {
    const messages = ofCluster.map(({ message }) => message);
    try {
      const outcome = await ports.reconcile(cluster, messages);
      ports.report(cluster, messages, outcome);
      const wait = secondsToWait(outcome);
      const last = ofCluster.at(-1);
      if (wait === undefined || last === undefined || last.times > mostPostponements) continue;
      await ports.wake.postpone(last.receipt, wait);
      again.push(last.id);
    } catch (thrown) {
      ports.report(cluster, messages, thrown instanceof Error ? thrown : new Error(String(thrown)));
      again.push(...ofCluster.map(({ id }) => id));
    }
  }
  return again;
};

const secondsToWait = (outcome: Reconciled): number | undefined => {
  if (outcome.status === 'too-early') return tooEarlySeconds;
  if (outcome.status !== 'reconciled' || outcome.lookAgainAfterMs === undefined) return undefined;
  return Math.ceil(outcome.lookAgainAfterMs / 1_000);
};

const byCluster = (received: readonly Received[]): ReadonlyMap<string, readonly Received[]> => {
  const groups = new Map<string, Received[]>();
  for (const one of received) groups.set(one.message.cluster, [...(groups.get(one.message.cluster) ?? []), one]);
  return groups;
};
