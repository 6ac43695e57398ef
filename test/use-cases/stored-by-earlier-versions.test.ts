/** What an earlier version of us has stored lacks what was added since: that is no trouble, and no reason to do anything. */
import { beforeEach, describe, expect, it } from 'vitest';
import { noHistory } from '../../shared/domain/history.ts';
import type { Disruption } from '../../shared/domain/ledger.ts';
import { readTask } from '../../shared/use-cases/read-tasks.ts';
import { aTask } from '../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { minutes } from '../support/situations.ts';

/** The first history that was ever stored had these fields. */
const firstHistory = [
  'cluster',
  'agentAwaySince',
  'withoutInstanceSince',
  'unregisteredSince',
  'stoppedSince',
  'fates',
  'backOff',
  'settledGeneration',
  'settledServices',
  'rolledBack',
  'lastSaid',
];
const addedToObservations = ['heardUntil', 'unfinished', 'riddles', 'told', 'brakes'];
const addedToLedgers = ['former', 'served'];

const pick = <Value extends object>(value: Value, isKept: (field: string) => boolean): Value =>
  Object.fromEntries(Object.entries(value).filter(([field]) => isKept(field))) as Value;

let world: InMemoryWorld;

const pass = async (count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) {
    world.nowMs += minutes(1);
    await run(world);
    hostsJoin(world);
  }
};

/** Three hosts have joined; then we were an earlier version. */
beforeEach(async () => {
  world = freshWorld();
  await run(world);
  hostsJoin(world);
  await pass(3);
  for (const [key, history] of world.histories)
    world.histories.set(
      key,
      pick(history, (field) => firstHistory.includes(field)),
    );
  for (const [key, observation] of world.observations)
    world.observations.set(
      key,
      pick(observation, (field) => !addedToObservations.includes(field)),
    );
  for (const [key, ledger] of world.ledgers)
    world.ledgers.set(
      key,
      pick(ledger, (field) => !addedToLedgers.includes(field)),
    );
  world.regionHealth.clear();
  world.calls.length = 0;
});

describe('a cluster that an earlier version has made', () => {
  it('is left as it is, and from then on is remembered as we do', async () => {
    world.nowMs += minutes(1);
    expect(await run(world)).toMatchObject({ status: 'reconciled', settled: true, applied: [] });
    expect(Object.keys(world.histories.get('c') ?? {}).toSorted()).toEqual(Object.keys(noHistory('c')).toSorted());
    await pass(3);
    expect(live(world)).toHaveLength(3);
    expect(world.calls.filter((call) => /^(launch|terminate)/.test(call))).toEqual([]);
  });

  it('gets a host in place of one that is lost, once', async () => {
    const [lost] = live(world);
    world.instances.set(lost!.id, { ...lost!, state: 'terminated' });
    await pass(6);
    expect(live(world)).toHaveLength(3);
    expect(world.instances.size).toBe(4);
  });

  it('goes on with what was under way, although nobody wrote when it began', async () => {
    const [host] = live(world);
    const ledger = world.ledgers.get('c/main')!;
    const begun: Disruption = {
      host: host!.id,
      cause: 'requested',
      kind: 'replace',
      stage: 'launching',
      attempt: 1,
      enteredAt: world.nowMs,
      deadline: world.nowMs + minutes(15),
      reason: 'asked for',
      operation: 'op-7',
    };
    world.ledgers.set('c/main', { ...ledger, disruptions: [begun] });
    await pass(10);
    expect(live(world)).toHaveLength(3);
    expect(live(world).map(({ id }) => id)).not.toContain(host!.id);
    expect(world.ledgers.get('c/main')?.disruptions.filter(({ stage }) => stage !== 'terminating')).toEqual([]);
  });
});

it('a stopped task that was kept without a diagnosis is diagnosed when it is read', async () => {
  const stopped = aTask(world, 'old', { lastStatus: 'STOPPED', stopCode: 'SpotInterruption', stoppedAt: 1 });
  world.stoppedTasks.set('c/old', { task: stopped, keepUntil: world.nowMs + minutes(1) });
  const ports = portsOf(world);
  const report = await readTask('c', 'old', { ...ports, ecsTasks: ports.tasks });
  expect(report.diagnosis?.cause).toBe('spot-interruption');
});
