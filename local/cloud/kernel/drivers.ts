/** What turns the clock: the wall, for people, or the next event, for tests. */
import type { EventClock } from './clock.ts';
import type { ClockControl } from './control.ts';

/**
 * Runs the clock at so many times wall speed until stopped. Only the time in which this process waits is multiplied; the time
 * in which it computes counts once. Otherwise 100 ms of a laptop's work would be 6 s at 60 times, and functions that take
 * milliseconds on AWS would time out here.
 */
export class WallDriver implements ClockControl {
  readonly #clock: EventClock;
  #speed: number;
  #loopStart = performance.eventLoopUtilization();
  #simStart: number;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #stopped = false;
  #paused = false;
  readonly #endTurning: () => void;

  constructor(clock: EventClock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
    this.#simStart = clock.now();
    this.#endTurning = clock.beginTurning();
    clock.drive(
      () => this.#now(),
      () => this.#arm(),
    );
    this.#arm();
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(times: number) {
    this.#startFrom(this.#now());
    this.#speed = times;
    this.#arm();
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#startFrom(this.#now());
    this.#paused = true;
    this.#arm();
  }

  resume(): void {
    this.#startFrom(this.#now());
    this.#paused = false;
    this.#arm();
  }

  async stepEvents(count: number): Promise<void> {
    for (let step = 0; step < count; step++) {
      const next = this.#clock.nextAt();
      if (next === undefined) return;
      await this.#standAt(next);
    }
  }

  async stepMs(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    for (let next = this.#clock.nextAt(); next !== undefined && next <= end; next = this.#clock.nextAt())
      await this.#standAt(next);
    await this.#standAt(end);
  }

  stop(): void {
    if (!this.#stopped) this.#endTurning();
    this.#stopped = true;
    this.#disarm();
    const end = this.#now();
    this.#clock.drive(
      () => end,
      () => {},
    );
  }

  #startFrom(time: number): void {
    this.#simStart = time;
    this.#loopStart = performance.eventLoopUtilization();
  }

  /** Moves a paused clock, and comes back when all that is due by then has happened. */
  async #standAt(time: number): Promise<void> {
    if (!this.#paused) throw new Error('a clock that runs cannot be stepped');
    this.#simStart = Math.max(time, this.#now());
    do {
      this.#arm();
      await atRest(this.#clock);
    } while ((this.#clock.nextAt() ?? Number.POSITIVE_INFINITY) <= this.#now());
  }

  #rate(): number {
    return this.#paused ? 0 : this.#speed;
  }

  #now(): number {
    const { idle, active } = performance.eventLoopUtilization();
    const { idle: idleStart, active: activeStart } = this.#loopStart;
    const rate = this.#rate();
    return this.#simStart + (idle - idleStart) * rate + (active - activeStart) * Math.min(1, rate);
  }

  /** A timer takes a millisecond at least, which is much of simulated time: what is due already does not wait for one. */
  #arm(): void {
    this.#disarm();
    const next = this.#clock.nextAt();
    if (this.#stopped || next === undefined) return;
    const ahead = next - this.#now();
    if (ahead <= 0) this.#soon = setImmediate(() => this.#turn());
    else if (this.#rate() > 0) this.#timer = setTimeout(() => this.#turn(), Math.min(ahead / this.#rate(), 60_000));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
  }

  /** Runs what is due; yields to other work (sockets, promises) between events by re-arming. */
  #turn(): void {
    this.#clock.runNext(this.#now());
    this.#arm();
  }
}

/** Jumps from event to event. Each step waits until everything that the event set off has come to rest. */
export class JumpDriver {
  readonly #clock: EventClock;

  constructor(clock: EventClock) {
    this.#clock = clock;
  }

  /** Runs events until `done` says so; throws when that has not happened after `withinMs` simulated milliseconds. */
  async until(done: () => boolean | Promise<boolean>, withinMs: number, what = 'the awaited state'): Promise<void> {
    const deadline = this.#clock.now() + withinMs;
    await this.#turn(() => {});
    while (!(await done())) {
      const next = this.#clock.nextAt();
      if (next === undefined || next > deadline)
        throw new Error(`${what} was not reached within ${withinMs} simulated ms`);
      await this.#turn(() => this.#clock.runNext(next));
    }
  }

  /** Lets so many simulated milliseconds pass. */
  async pass(ms: number): Promise<void> {
    let passed = false;
    this.#clock.after(ms, 'time passed', () => {
      passed = true;
    });
    await this.until(() => passed, ms);
  }

  /** Awaits work that itself waits on the clock, turning the clock meanwhile. */
  async finish<T>(work: Promise<T>, withinMs = 24 * 3_600_000): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    work.then(mark, mark);
    await this.until(() => settled, withinMs, 'the end of the awaited work');
    return work;
  }

  async #turn(run: () => void): Promise<void> {
    const endTurning = this.#clock.beginTurning();
    run();
    await atRest(this.#clock);
    endTurning();
  }
}

/** Two idle turns of the event loop with nothing held: everything in flight now waits on the clock. */
const atRest = async (clock: EventClock): Promise<void> => {
  for (let idle = 0; idle < 2; ) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    idle = clock.held === 0 ? idle + 1 : 0;
  }
};
