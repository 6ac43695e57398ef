/**
 * A strand is one line of control: the execution itself, a branch of a Parallel, an iteration of a Map. When it is ended
 * from outside, whatever it waits for never comes back, so nothing it would have done next happens.
 */
import type { Timer } from '../../kernel/clock.ts';
import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { State } from '../language/definition.ts';
import type { Json } from '../language/json.ts';
import type { Execution } from '../state.ts';

/** What all strands of one execution share. */
export interface Run {
  readonly world: World;
  readonly execution: Execution;
  /** The machine's role, by which it calls other services. */
  readonly caller: Caller;
}

export interface Strand {
  readonly run: Run;
  readonly parent?: Strand;
  readonly children: Set<Strand>;
  readonly timers: Set<Timer>;
  /** Variables of this scope; those of outer scopes can be read, not written. */
  variables: Readonly<Record<string, Json>>;
  /** The event that the next one follows. */
  lastEvent: number;
  /** The state that it is in. */
  at?: State['Type'];
  ended: boolean;
  /** What `$states.context.Map` shows in an iteration. */
  readonly item?: { readonly Index: number; readonly Value: Json };
}

export const newStrand = (run: Run, parent?: Strand, item?: Strand['item']): Strand => {
  const strand: Strand = {
    run,
    children: new Set(),
    timers: new Set(),
    variables: {},
    lastEvent: parent?.lastEvent ?? 0,
    ended: false,
    ...(parent === undefined ? {} : { parent }),
    ...((item ?? parent?.item) ? { item: (item ?? parent?.item)! } : {}),
  };
  parent?.children.add(strand);
  return strand;
};

/** Ends a strand and everything below it. Ending it again does nothing. */
export const endStrand = (strand: Strand): void => {
  strand.ended = true;
  for (const timer of strand.timers) timer.cancel();
  strand.timers.clear();
  for (const child of strand.children) endStrand(child);
  strand.parent?.children.delete(strand);
};

/** Waits for work of others. If the strand has ended meanwhile this never comes back. */
export const whileAlive = <T>(strand: Strand, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    work.then(
      (value) => strand.ended || resolve(value),
      (error: unknown) => strand.ended || reject(error),
    );
  });

/** Lets simulated time pass. */
export const pause = (strand: Strand, ms: number, what: string): Promise<void> =>
  new Promise((resolve) => {
    const timer = strand.run.world.clock.after(ms, what, () => {
      strand.timers.delete(timer);
      resolve();
    });
    strand.timers.add(timer);
  });

/** Waits for work of others, but only so long. */
export const within = <T>(strand: Strand, ms: number, work: Promise<T>): Promise<T | 'timed out'> =>
  new Promise((resolve, reject) => {
    const settle = (settled: () => void) => {
      if (strand.ended || !strand.timers.delete(timer)) return;
      timer.cancel();
      settled();
    };
    const timer = strand.run.world.clock.after(ms, 'a state times out', () => settle(() => resolve('timed out')));
    strand.timers.add(timer);
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });

/** What a strand can read: its own variables over those of the scopes around it. */
export const visibleVariables = (strand: Strand): Readonly<Record<string, Json>> =>
  strand.parent === undefined ? strand.variables : { ...visibleVariables(strand.parent), ...strand.variables };
