/**
 * The composition root: builds each port once per cold start, when it is first asked for. Each port is a function of its
 * own, so that a bundle holds only the adapters that its Lambda uses. `inhabit` is the one seam for local/ and test/.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from './ports/clock.ts';

/** What a function finds around itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** At least 0, below 1; for jitter. */
  readonly random: () => number;
  readonly uuid: () => string;
  /** What every SDK client is made with, beside our retry strategy. */
  readonly aws: {
    readonly region?: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** What is done to every SDK client before its first call. */
  readonly connect: <Client>(client: Client) => Client;
}

const lambda: Surroundings = {
  env: process.env,
  clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  random: () => Math.random(),
  uuid: () => randomUUID(),
  aws: {},
  connect: (client) => client,
};

let surroundings = (): Surroundings => lambda;

/** Replaces what functions find around themselves; called per use, so that one process can host many functions. */
export const inhabit = (current: () => Surroundings): void => {
  surroundings = current;
};

const built = new WeakMap<Surroundings, Map<string, unknown>>();

/** Builds once per surroundings, which on Lambda is once per cold start. */
export const once = <Part>(name: string, build: (around: Surroundings) => Part): Part => {
  const around = surroundings();
  const parts = built.get(around) ?? new Map<string, unknown>();
  built.set(around, parts);
  if (!parts.has(name)) parts.set(name, build(around));
  return parts.get(name) as Part;
};
