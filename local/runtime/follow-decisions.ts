/** Tells people what is decided, as the API tells it: a line per decision, in the order in which they were made. */
import type { EventClock, Timer } from '../cloud/kernel/clock.ts';
import type { Deployment } from './deploy.ts';

const lookEveryMs = 10_000;
const pageSize = 50;

interface Decision {
  readonly id: string;
  readonly at: string;
  readonly rule: string;
  readonly reason: string;
  readonly action?: string;
  readonly subject?: string;
  readonly outcome: string;
  readonly detail?: string;
  readonly unfinished?: string;
}

/** Looks every ten simulated seconds, until the answer is called. */
export const followDecisions = (
  clock: EventClock,
  deployment: Pick<Deployment, 'answer'>,
  say: (line: string) => void,
): (() => void) => {
  /** The decisions already told, by cluster; a cluster that is gone is followed on, for its last words. */
  const told = new Map<string, Set<string>>();
  let timer: Timer | undefined;
  let stopped = false;

  const read = async <Body>(path: string): Promise<Body | undefined> => {
    const request = { method: 'GET', url: path, httpVersion: '1.1', headers: {}, body: Buffer.alloc(0) };
    const { status, body } = await deployment.answer(request);
    return status === 200 ? (JSON.parse(body.toString()) as Body) : undefined;
  };

  const look = async (): Promise<void> => {
    const { clusters = [] } = (await read<{ clusters?: readonly { cluster: string }[] }>('/v1/clusters')) ?? {};
    for (const { cluster } of clusters) if (!told.has(cluster)) told.set(cluster, new Set());
    for (const [cluster, known] of told) {
      const path = `/v1/clusters/${encodeURIComponent(cluster)}/decisions?limit=${pageSize}`;
      const { decisions = [] } = (await read<{ decisions?: readonly Decision[] }>(path)) ?? {};
      for (const decision of decisions.toReversed()) {
        // One that is just being done is told with its outcome; one that never gets any says so after a while.
        const isUnderWay = decision.outcome === 'begun' && decision.unfinished === undefined;
        if (isUnderWay || known.has(decision.id)) continue;
        known.add(decision.id);
        say(lineOf(cluster, decision));
      }
    }
    if (!stopped) timer = clock.after(lookEveryMs, 'new decisions are read', look);
  };

  timer = clock.after(lookEveryMs, 'new decisions are read', look);
  return () => {
    stopped = true;
    timer?.cancel();
  };
};

/** `09:00:12  my-cluster  launch main: 3 hosts are wanted and none is there` — with the outcome, unless it is simply done. */
const lineOf = (
  cluster: string,
  { at, action, rule, subject, reason, outcome, detail, unfinished }: Decision,
): string => {
  const what = [action ?? rule, subject].filter((part) => part !== undefined).join(' ');
  const how =
    outcome === 'done' ? '' : ` (${[outcome, unfinished ?? detail].filter((part) => part !== undefined).join(': ')})`;
  return `${at.slice(11, 19)}  ${cluster}  ${what}: ${reason}${how}`;
};
