/** How people turn the clock while it runs. Whatever is due at the present moment happens even while it is paused. */
export interface ClockControl {
  /** Simulated milliseconds per wall millisecond. */
  speed: number;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** While paused: goes to the moment of the next event, so many times. */
  stepEvents(count: number): Promise<void>;
  /** While paused: lets so many simulated milliseconds pass, with all that happens in them. */
  stepMs(ms: number): Promise<void>;
}
