import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideReplicas, type ReplicaTask } from '../../../local/cloud/ecs/behaviour/replica-decision.ts';

const task = fc
  .record({
    current: fc.boolean(),
    draining: fc.boolean(),
    state: fc.constantFrom('pending', 'running', 'healthy', 'ill'),
    shielded: fc.constant(false),
  })
  .map(({ state, ...more }) => ({
    ...more,
    running: state !== 'pending',
    healthy: state === 'healthy',
    ill: state === 'ill',
  }));
const situation = fc.record({
  desired: fc.nat(12),
  extra: fc.constant(0),
  minimumHealthyPercent: fc.nat(100),
  maximumPercent: fc.integer({ min: 100, max: 200 }),
  tasks: fc.array(task, { maxLength: 24 }),
});
const old = { current: false, draining: false, running: true, healthy: true, ill: false, shielded: false };
const choose = <T>(tasks: readonly T[], count: number) => tasks.slice(0, count);
const healthy = (tasks: readonly ReplicaTask[]) => tasks.filter((each) => each.healthy).length;
const wanted = (tasks: readonly ReplicaTask[]) =>
  tasks.filter(({ current, draining, ill }) => current && !draining && !ill);

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
describe('the decision about a REPLICA service', () => {
  test('never starts beyond the maximum percent of the desired count, rounded down', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { stop, start } = decideReplicas({ ...given, choose });
        if (start > 0) {
          const most = Math.floor((given.desired * given.maximumPercent) / 100);
          expect(given.tasks.length - stop.length + start).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('never stops healthy tasks below the minimum percent of the desired count, rounded up', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { stop } = decideReplicas({ ...given, choose });
        const left = given.tasks.filter((each) => !stop.includes(each));
        const least = Math.ceil((given.desired * given.minimumHealthyPercent) / 100);
        if (healthy(stop) > 0 && wanted(left).length < given.desired)
          expect(healthy(left)).toBeGreaterThanOrEqual(Math.min(least, given.desired));
      }),
    );
  });

  test('stops no task twice, and never has more current tasks than are desired', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { stop, start } = decideReplicas({ ...given, choose });
        expect(new Set(stop).size).toBe(stop.length);
        const left = given.tasks.filter((each) => !stop.includes(each));
        expect(wanted(left).length + start).toBeLessThanOrEqual(given.desired);
      }),
    );
  });

  test('carried out again and again, ends with exactly the desired tasks wherever the percentages leave room', () => {
    fc.assert(
      fc.property(
        situation.filter(
          ({ desired, minimumHealthyPercent, maximumPercent }) =>
            Math.floor((desired * maximumPercent) / 100) > Math.ceil((desired * minimumHealthyPercent) / 100),
        ),
        (given) => {
          let tasks: readonly ReplicaTask[] = given.tasks;
          for (let round = 0; round < 60; round++) {
            const { stop, start } = decideReplicas({ ...given, tasks, choose });
            if (stop.length === 0 && start === 0 && healthy(tasks) === tasks.length) break;
            const started = Array.from({ length: start }, () => ({
              ...old,
              current: true,
              running: false,
              healthy: false,
            }));
            const left = tasks
              .filter((each) => !stop.includes(each))
              .map((each) => ({ ...each, running: true, healthy: !each.ill }));
            tasks = [...left, ...started];
          }
          expect(tasks).toHaveLength(given.desired);
          expect(wanted(tasks)).toHaveLength(given.desired);
        },
      ),
    );
  });

  test('says that it is stuck when neither a stop nor a start is allowed', () => {
    const given = { desired: 1, extra: 0, minimumHealthyPercent: 100, maximumPercent: 150, tasks: [old], choose };
    expect(decideReplicas(given)).toEqual({ stop: [], start: 0, stuck: true, shielded: 0 });
    expect(decideReplicas({ ...given, maximumPercent: 200 })).toEqual({
      stop: [],
      start: 1,
      stuck: false,
      shielded: 0,
    });
  });
});
