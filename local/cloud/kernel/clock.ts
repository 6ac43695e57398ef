/**
 * One event heap on one clock. Everything that happens later in the embedded AWS is an event in this heap; nothing else
 * waits. A driver turns the clock: at N times wall speed for people, or by jumping from event to event for tests.
 */
import { EventHeap, type Scheduled } from './heap.ts';

export interface Timer {
  cancel(): void;
}

export class EventClock {
  readonly #heap = new EventHeap();
  #time: () => number;
  #last: number;
  #held = 0;
  #drivers = 0;
  #onSchedule: () => void = () => {};
  #onError: (error: unknown, what: string) => void = (error) => {
    throw error;
  };

  constructor(startAt: number) {
    this.#last = startAt;
    this.#time = () => this.#last;
  }

  /** Milliseconds since the epoch, simulated. Never goes back. */
  now(): number {
    this.#last = Math.max(this.#last, this.#time());
    return Math.floor(this.#last);
  }

  /** Runs `run` after so many simulated milliseconds. Events of the same time run in the order in which they were asked for. */
  after(ms: number, what: string, run: () => void | Promise<void>): Timer {
    return this.at(this.now() + Math.max(0, ms), what, run);
  }

  at(time: number, what: string, run: () => void | Promise<void>): Timer {
    const scheduled = this.#heap.add(time, what, run);
    this.#onSchedule();
    return { cancel: () => this.#heap.remove(scheduled) };
  }

  /** Resolves after so many simulated milliseconds. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, 'sleep', resolve);
    });
  }

  /**
   * Wraps work that waits on something other than this clock (the key-value store, an interpreted script, loading a
   * module): while any is under way a jumping driver does not jump.
   */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work;
    } finally {
      this.#held -= 1;
    }
  }

  /** How much of what is under way waits on something other than this clock. */
  get held(): number {
    return this.#held;
  }

  /**
   * Waits for its turn behind what else is due now, so that of things that happen at the same time one comes after the other,
   * however fast each is computed. While nobody turns the clock there is nothing to wait for.
   */
  async turn(): Promise<void> {
    if (this.#drivers > 0) await this.sleep(0);
  }

  /** For drivers: from now on, until what it gives is called, events run when they are due. */
  beginTurning(): () => void {
    this.#drivers += 1;
    return () => {
      this.#drivers -= 1;
    };
  }

  /** When the next event is due, or undefined when nothing is left to happen. */
  nextAt(): number | undefined {
    return this.#heap.peek()?.time;
  }

  /** For drivers: takes the next event that is due at `time`, moves the clock to it and runs it. False: none was due. */
  runNext(time: number): boolean {
    const next = this.#heap.peek();
    if (next === undefined || next.time > time) return false;
    this.#heap.take();
    this.#last = Math.max(this.#last, next.time);
    this.#run(next);
    return true;
  }

  /** For drivers: where the time comes from between events, and whom to tell about new events. */
  drive(time: () => number, onSchedule: () => void): void {
    this.#time = time;
    this.#onSchedule = onSchedule;
  }

  /** What becomes of an error in an event: by default it is thrown and ends the process. */
  onError(handler: (error: unknown, what: string) => void): void {
    this.#onError = handler;
  }

  #run(event: Scheduled): void {
    try {
      const result = event.run();
      if (result instanceof Promise) result.catch((error: unknown) => this.#onError(error, event.what));
    } catch (error) {
      this.#onError(error, event.what);
    }
  }
}
