/**
 * What goes wrong in the hours of a seed, as plain data that is made before they begin: faults of the embedded AWS, requests of
 * people, and what people do to AWS by hand. A step is not more than its name and its time; whom it hits is found when it
 * happens, by dice of its own, so that a step does the same whichever others were dropped before it.
 */
import { type FaultName, faultCatalogue } from '../../local/cloud/faults/catalogue.ts';
import { Random } from '../../local/cloud/kernel/random.ts';
import { aimed, neededBy } from './aimed-words.ts';
import { storiesOf, targets } from './everyday.ts';
import { handNames } from './hands.ts';
import type { Step } from './outcome.ts';
import { requestNames } from './requests.ts';

const minuteMs = 60_000;
export const faultNames = Object.keys(faultCatalogue) as readonly FaultName[];

export const mischiefOfSeed = (seed: number, hours: number): readonly Step[] => {
  const random = new Random(`mischief ${seed}`);
  // Calm seeds show what single faults do, wild ones what they do together.
  const betweenMs = random.pick([2, 4, 8, 16]) * minuteMs;
  const steps: Omit<Step, 'id'>[] = [...storiesOf(new Random(`stories ${seed}`), hours)];
  for (let atMs = 0; ; ) {
    atMs += random.between(1_000, 2 * betweenMs);
    if (atMs >= hours * 60 * minuteMs) break;
    steps.push({ atMs, what: somethingOf(random) });
  }
  return steps.toSorted((one, other) => one.atMs - other.atMs).map((step, id) => ({ id, ...step }));
};

const somethingOf = (random: Random): Step['what'] => {
  const dice = random.between(1, 100);
  if (dice <= 65) return { fault: random.pick(faultNames), forMs: random.pick([1, 3, 8, 20, 45]) * minuteMs };
  if (dice <= 88) return { request: random.pick(requestNames) };
  return { hand: random.pick(handNames) };
};

/** A line for people and for `--replay`: `17@723250:fault:host-crash:180000`. */
export const stepInWords = ({ id, atMs, what }: Step): string => `${id}@${atMs}:${wordOf(what)}`;

const wordOf = (what: Step['what']): string => {
  if ('fault' in what) return ['fault', what.fault, what.forMs, what.at ?? []].flat().join(':');
  return 'request' in what ? `request:${what.request}` : `hand:${what.hand}`;
};

/** Throws when a line is none of stepInWords. */
export const stepOfWords = (words: string): Step => {
  const [place = '', kind, name = '', forMs, at] = words.split(':');
  const [id, atMs] = place.split('@').map(Number);
  if (id === undefined || atMs === undefined || Number.isNaN(id + atMs)) throw new Error(`${words} is no step`);
  if (
    kind === 'fault' &&
    (faultNames as readonly string[]).includes(name) &&
    (at === undefined || at === aimed || targets[at])
  )
    return { id, atMs, what: { fault: name as FaultName, forMs: Number(forMs), ...(at !== undefined && { at }) } };
  if (kind === 'request' && requestNames.includes(name)) return { id, atMs, what: { request: name } };
  if (kind === 'hand' && handNames.includes(name)) return { id, atMs, what: { hand: name } };
  throw new Error(`${words} is no step`);
};

/**
 * In minutes: an agent is away for five before Systems Manager is asked to restart it, and images are looked up by the sweep
 * when the event of a loss was lost.
 */
const mattersLate: Partial<Record<FaultName, number>> = { 'ssm-agent-offline': 15, 'image-deregistered': 6 };

/** Every fault of the catalogue once. */
export const everyFaultOnce = (seed: number, hours: number): readonly Step[] => eachOnce(faultNames, seed, hours);

/**
 * These faults, in an order of the seed, aimed at what is there, and beside each what it takes to matter: a fault of launches
 * matters only where something is launched.
 */
export const eachOnce = (faults: readonly FaultName[], seed: number, hours: number): readonly Step[] => {
  const random = new Random(`every fault ${seed}`);
  const everyMs = (hours * 60 * minuteMs) / faults.length;
  const whats = random.shuffle(faults).flatMap((fault, index) => {
    const minutes = random.pick([2, 3]);
    const forMs = (mattersLate[fault] ?? minutes) * minuteMs;
    const begins: Step['what'] = { fault, forMs, at: aimed };
    // Something must be under way to be aborted.
    const atMs = index * everyMs + (fault === 'execution-abort' ? 15_000 : 5_000);
    const beside = neededBy(fault, random).map((what, place) => ({
      what,
      atMs: index * everyMs + 10_000 + place * 20_000,
    }));
    return [{ what: begins, atMs }, ...beside];
  });
  return whats
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ what, atMs }, id) => ({ id, atMs: Math.round(atMs), what }));
};
