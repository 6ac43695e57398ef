import { afterEach, describe, expect, it } from 'vitest';
import { EventClock } from '../../../local/cloud/kernel/clock.ts';
import { WallDriver } from '../../../local/cloud/kernel/drivers.ts';

const start = Date.UTC(2026, 0, 1);
const drivers: WallDriver[] = [];
const driven = (speed: number) => {
  const clock = new EventClock(start);
  const driver = new WallDriver(clock, speed);
  drivers.push(driver);
  return { clock, driver };
};
afterEach(() => {
  for (const driver of drivers.splice(0)) driver.stop();
});

describe('the wall driver', () => {
  it('runs simulated minutes in wall milliseconds, in order', async () => {
    const { clock } = driven(60_000);
    const seen: number[] = [];
    await Promise.all([3, 1, 2].map((minutes) => clock.sleep(minutes * 60_000).then(() => seen.push(minutes))));
    expect(seen).toEqual([1, 2, 3]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(180_000);
  });

  it('keeps up with thousands of events at once', async () => {
    const { clock } = driven(1_000);
    const began = performance.now();
    await Promise.all(Array.from({ length: 5_000 }, (_, index) => clock.sleep(index % 100)));
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('goes on from where it is when the speed changes, and stands still at 0', async () => {
    const { clock, driver } = driven(1_000);
    await clock.sleep(1_000);
    const at = clock.now();
    driver.speed = 0;
    expect(clock.now() - at).toBeLessThan(60_000);
    const stood = clock.now();
    let ran = false;
    clock.after(1, 'while time stands still', () => {
      ran = true;
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(stood);
    expect(ran).toBe(false);
    driver.speed = 1_000;
    await clock.sleep(10);
    expect(ran).toBe(true);
  });

  it('stands still while it is paused, but for what is due at that moment, and keeps its speed', async () => {
    const { clock, driver } = driven(1_000);
    driver.pause();
    const stood = clock.now();
    await clock.sleep(0);
    expect([clock.now(), driver.paused, driver.speed]).toEqual([stood, true, 1_000]);
    driver.resume();
    await clock.sleep(1_000);
    expect(driver.paused).toBe(false);
  });

  it('steps from event to event, and what each sets off has come to rest', async () => {
    const { clock, driver } = driven(1);
    driver.pause();
    const at = clock.now();
    const seen: string[] = [];
    const work = async () => {
      for (const name of ['first', 'second']) {
        await clock.sleep(1_000);
        await clock.turn();
        seen.push(`${name} ${clock.now() - at}`);
      }
    };
    const done = work();
    await driver.stepEvents(1);
    expect(seen).toEqual(['first 1000']);
    await driver.stepMs(999);
    expect([seen.length, clock.now() - at]).toEqual([1, 1_999]);
    await driver.stepEvents(5);
    expect(seen).toEqual(['first 1000', 'second 2000']);
    await done;
    driver.resume();
    await expect(driver.stepMs(1)).rejects.toThrow('cannot be stepped');
  });

  it('runs nothing after it was stopped', async () => {
    const { clock, driver } = driven(1_000_000);
    let ran = false;
    clock.after(1, 'too late', () => {
      ran = true;
    });
    driver.stop();
    const stopped = clock.now();
    for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(ran).toBe(false);
    expect(clock.now()).toBe(stopped);
  });
});
