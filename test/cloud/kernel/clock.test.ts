import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventClock } from '../../../local/cloud/kernel/clock.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

const start = Date.UTC(2026, 0, 1);

describe('the event clock', () => {
  it('runs events by time, and those of the same time in the order in which they were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), async (delays) => {
        const clock = new EventClock(start);
        const ran: { delay: number; index: number; at: number }[] = [];
        for (const [index, delay] of delays.entries()) {
          clock.after(delay, 'event', () => {
            ran.push({ delay, index, at: clock.now() - start });
          });
        }
        while (clock.runNext(start + 20));
        const expected = delays
          .map((delay, index) => ({ delay, index, at: delay }))
          .sort((a, b) => a.delay - b.delay || a.index - b.index);
        expect(ran).toEqual(expected);
      }),
    );
  });

  it('passes over what was cancelled, also by an event of the same moment', () => {
    const clock = new EventClock(start);
    const ran: string[] = [];
    const later = clock.after(5, 'cancelled at once', () => void ran.push('cancelled at once'));
    const same = { timer: undefined as { cancel(): void } | undefined };
    clock.after(10, 'first', () => {
      ran.push('first');
      same.timer?.cancel();
    });
    same.timer = clock.after(10, 'second', () => void ran.push('second'));
    later.cancel();
    while (clock.runNext(start + 100));
    expect(ran).toEqual(['first']);
    expect(clock.nextAt()).toBeUndefined();
  });

  it('is not confused by cancelling twice, or after the event', () => {
    const clock = new EventClock(start);
    let ran = 0;
    const timer = clock.after(1, 'once', () => void ran++);
    clock.runNext(start + 1);
    timer.cancel();
    timer.cancel();
    clock.after(1, 'another', () => void ran++);
    while (clock.runNext(start + 10));
    expect(ran).toBe(2);
  });

  it('never goes back: an event in the past runs now', () => {
    const clock = new EventClock(start);
    const seen: number[] = [];
    clock.after(10, 'ten', () => {
      clock.at(start + 3, 'three', () => void seen.push(clock.now() - start));
    });
    while (clock.runNext(start + 50));
    expect(seen).toEqual([10]);
  });

  it('hands errors of events, thrown or rejected, to whoever asked for them', async () => {
    const clock = new EventClock(start);
    const told: string[] = [];
    clock.onError((error, what) => void told.push(`${what}: ${(error as Error).message}`));
    clock.after(1, 'throws', () => {
      throw new Error('one');
    });
    clock.after(2, 'rejects', async () => {
      throw new Error('two');
    });
    await new JumpDriver(clock).pass(10);
    expect(told).toEqual(['throws: one', 'rejects: two']);
  });
});

describe('the jump driver', () => {
  it('lets sleepers sleep without the wall noticing', async () => {
    const clock = new EventClock(start);
    const day = 24 * 3_600_000;
    const woke = await new JumpDriver(clock).finish(
      (async () => {
        for (let hour = 0; hour < 24; hour++) await clock.sleep(3_600_000);
        return clock.now();
      })(),
      2 * day,
    );
    expect(woke - start).toBe(day);
  });

  it('does not jump while work is held that waits on something else', async () => {
    const clock = new EventClock(start);
    const driver = new JumpDriver(clock);
    const seen: string[] = [];
    clock.after(1_000, 'timer', () => void seen.push('timer'));
    void clock.hold(outside(20)).then(() => seen.push(`work at ${clock.now() - start}`));
    await driver.pass(2_000);
    expect(seen).toEqual(['work at 0', 'timer']);
    expect(clock.held).toBe(0);
  });

  it('lets one flow of work go on until it has to wait again, however long each step takes to compute', async () => {
    const order = async (slow: number, quick: number): Promise<string> => {
      const clock = new EventClock(start);
      const seen: string[] = [];
      const flow = async (name: string, computing: number) => {
        await clock.sleep(1_000);
        for (let step = 1; step <= 3; step += 1) {
          await clock.turn();
          await clock.hold(outside(computing));
          seen.push(`${name}${step}`);
        }
      };
      await new JumpDriver(clock).finish(Promise.all([flow('a', slow), flow('b', quick)]));
      return seen.join(' ');
    };
    expect(await order(10, 1)).toBe('a1 b1 a2 b2 a3 b3');
    expect(await order(1, 10)).toBe('a1 b1 a2 b2 a3 b3');
  });

  it('makes nobody wait whom nobody drives', async () => {
    await expect(new EventClock(start).turn()).resolves.toBeUndefined();
  });

  it('releases what was held when the work fails', async () => {
    const clock = new EventClock(start);
    await expect(clock.hold(Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(clock.held).toBe(0);
  });

  it('says so when what is awaited does not come', async () => {
    const clock = new EventClock(start);
    clock.after(10_000, 'too late', () => {});
    await expect(new JumpDriver(clock).until(() => false, 5_000, 'rain')).rejects.toThrow('rain was not reached');
  });
});

/** Work outside the simulation: so many turns of the event loop. */
const outside = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};
