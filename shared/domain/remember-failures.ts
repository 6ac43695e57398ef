/** Tasks that ended badly lately. Only some looks read them, and each look has to say the same of them. */
import type { History } from './history.ts';
import { own } from './own.ts';
import type { Situation, TaskFailure } from './situation.ts';

export const failuresOfMs = 15 * 60_000;
/** As few are nobody's fault in particular. */
export const fewestFailures = 3;
/** So many of all failures are on the one host, or it is not the host. */
export const shareOnHost = 0.8;

/** One item of the table holds the whole history. */
const mostKept = 50;
const longestKept = 300;

export const rememberFailures = ({ history, world, now }: Situation): Pick<History, 'failures' | 'crashing'> => {
  const failures = (world.failures ?? history.failures)
    .filter(({ at }) => now - at <= failuresOfMs)
    .toSorted((a, b) => b.at - a.at || (a.task < b.task ? -1 : 1))
    .slice(0, mostKept)
    .map((failure) => ({ ...failure, what: failure.what.slice(0, longestKept) }));
  const crashing = [...Map.groupBy(failures, ({ group }) => group)].flatMap(([group, of]) => {
    const found = crash(of, own(history.crashing, group));
    return found === undefined ? [] : [[group, found] as const];
  });
  return { failures, crashing: Object.fromEntries(crashing.sort(([a], [b]) => (a < b ? -1 : 1))) };
};

type Crash = History['crashing'][string];

/**
 * Tasks of one service, or of one family, that fail on several hosts. Once they do they are said to until none has failed for a
 * quarter of an hour: ECS starts what fails again at longer and longer intervals.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
const crash = (failures: readonly TaskFailure[], before: Crash | undefined): Crash | undefined => {
  const byHost = Map.groupBy(failures, ({ instanceId }) => instanceId);
  const mostOnOne = Math.max(...[...byHost.values()].map(({ length }) => length));
  const begins = failures.length >= fewestFailures && mostOnOne < shareOnHost * failures.length;
  if (before === undefined && !begins) return undefined;
  const isStillSo = failures.some(({ what }) => what === before?.what);
  const what = before !== undefined && isStillSo ? before.what : mostFrequent(failures.map((one) => one.what));
  return { hosts: Math.max(byHost.size, before?.hosts ?? 0), what };
};

const mostFrequent = (words: readonly string[]): string =>
  [...Map.groupBy(words, (word) => word)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
