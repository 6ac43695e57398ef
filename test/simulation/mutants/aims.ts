/** What provokes mutants that random seeds seldom meet: a few steps in a world of a seed. What must be true stays the same. */
import type { Step } from '../outcome.ts';
import type { Aim } from './mutant.ts';

type What = Step['what'];

const minuteMs = 60_000;

/** Minutes after the world has come to be, and what happens then. */
export const aimOf = (seed: number, ...steps: readonly (readonly [minutes: number, what: What])[]): Aim => ({
  seed,
  hours: Math.max(
    0.2,
    ...steps.map(([minutes, what]) => (minutes + ('fault' in what ? what.forMs / minuteMs : 5)) / 60),
  ),
  schedule: steps.map(([minutes, what], id) => ({ id, atMs: minutes * minuteMs, what })),
});

/** So many requests of a kind, ten seconds apart: each is about whom its dice find. */
export const requests = (from: number, times: number, request: string): readonly (readonly [number, What])[] =>
  Array.from({ length: times }, (_, index) => [from + index / 6, { request }] as const);

export const hand = (name: string): What => ({ hand: name });

export const fault = (name: Extract<What, { fault: unknown }>['fault'], minutes: number, hits?: object): What => ({
  fault: name,
  forMs: minutes * minuteMs,
  ...(hits && { with: hits }),
});

/** The role of the one writer. */
export const writer = 'quaymaster-test-OnReconcileDueRole';

/** EC2 launches, and nobody hears of it. */
export const launchesUnheard: Aim = aimOf(
  7,
  [1, fault('call-reply-lost', 6, { service: 'ec2', operation: 'RunInstances', role: writer, times: 9 })],
  [2, hand('instance-terminated')],
);
