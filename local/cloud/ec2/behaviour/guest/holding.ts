/** Work that holds the clock, except while it waits on the clock itself. */
import type { EventClock } from '../../../kernel/clock.ts';

export interface Holding {
  /** Runs the work; no driver jumps meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Within such work: lets go of the clock until this has come about. */
  without<T>(wait: () => Promise<T>): Promise<T>;
}

export const holding = (clock: EventClock): Holding => {
  let release = (): void => {};
  let waiting = 0;
  let working = false;
  const grip = (): void => {
    void clock.hold(new Promise<void>((resolve) => (release = resolve)));
  };
  return {
    async during(work) {
      working = true;
      grip();
      try {
        return await work();
      } finally {
        working = false;
        release();
      }
    },
    async without(wait) {
      waiting += 1;
      if (waiting === 1) release();
      try {
        return await wait();
      } finally {
        waiting -= 1;
        // What outlives the work (a call of a script that was cut off) takes no hold of the clock that nobody would end.
        if (waiting === 0 && working) grip();
      }
    },
  };
};
