/** Whatever is done is told before it is done; what is said instead of acting is told once, and each new fact anew. */
import { beforeEach, describe, expect, it } from 'vitest';
import { unactedDecisions } from '../../shared/domain/decisions.ts';
import { noHistory } from '../../shared/domain/history.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { readDecisions } from '../../shared/use-cases/read-decisions.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { Crash, withFault } from '../support/faulty-ports.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { aSituation, minutes } from '../support/situations.ts';

let world: InMemoryWorld;
beforeEach(() => {
  world = freshWorld();
});

const read = (query: Partial<Parameters<typeof readDecisions>[1]> = {}, of = world) =>
  readDecisions('c', { limit: 50, ...query }, portsOf(of));

describe('what is done', () => {
  it('is told with who asked, which launch it is, and what it is about', async () => {
    await run(world);
    const { decisions } = await read();
    const launch = decisions.find(({ action }) => action === 'launch');
    expect(launch).toMatchObject({
      outcome: 'done',
      cause: 'requested',
      operation: 'op-1',
      detail: expect.stringMatching(/^launch \d of main: i-/),
      about: { group: 'main' },
    });
    expect(new Set(decisions.map(({ id }) => id)).size).toBe(decisions.length);
  });

  it('is told even when the process dies at any call: nothing was changed of which no decision tells', async () => {
    const counted = freshWorld();
    const counting = withFault(portsOf(counted));
    await reconcile('c', [], counting.ports);
    let unfinished = 0;
    for (let atCall = 1; atCall <= counting.calls(); atCall += 1)
      for (const when of ['before', 'after'] as const) {
        const of = freshWorld();
        await run(of, { atCall, when }).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
        const told = of.decisions.filter(({ action }) => action === 'launch').map(({ reason }) => reason);
        for (const call of of.calls.filter((one) => one.startsWith('launch')))
          expect(
            told.some((reason) => reason.startsWith(call)),
            `${when} ${atCall}: ${call}`,
          ).toBe(true);
        of.nowMs += minutes(2);
        const { decisions } = await read({}, of);
        for (const { outcome, unfinished: words } of decisions) {
          expect(words !== undefined).toBe(outcome === 'begun');
          if (outcome === 'begun') unfinished += 1;
        }
      }
    expect(unfinished).toBeGreaterThan(5);
  });
});

describe('what is said instead of acting', () => {
  const base = aSituation();
  const said = (notes: readonly string[], lastSaid = '') => {
    const settling = { waitingFor: [], groups: [], services: [] } as unknown as Plan['settling'];
    const plan = {
      actions: [],
      held: [],
      notes,
      history: { ...noHistory('c'), lastSaid },
      settling,
    } as unknown as Plan;
    const { drafts, history } = unactedDecisions(plan, base);
    return { told: drafts.map(({ reason }) => reason), lastSaid: history.lastSaid };
  };

  it('is told once, whatever it counts by then', () => {
    const first = said(['main lacks 3 hosts; next try in 5 min']);
    expect(first.told).toHaveLength(1);
    expect(said(['main lacks 2 hosts; next try in 4 min'], first.lastSaid).told).toEqual([]);
  });

  it('a new fact is told, and it alone: another host, another revision, another name', () => {
    const before = said(['i-0a is impaired', 'service web cannot deploy web:1']);
    const after = said(
      ['i-0a is impaired', 'i-0b is impaired', 'service web cannot deploy web:1', 'service web cannot deploy web:2'],
      before.lastSaid,
    );
    expect(after.told).toEqual(['i-0b is impaired', 'service web cannot deploy web:2']);
  });

  it('is told again when it comes back', () => {
    const before = said(['i-0a is impaired']);
    const well = said([], before.lastSaid);
    expect(well.told).toEqual(['everything is as wished']);
    expect(said(['i-0a is impaired'], well.lastSaid).told).toEqual(['i-0a is impaired']);
  });

  it('of very many all are told in the end, fifty at a time', () => {
    const many = Array.from({ length: 120 }, (_, index) => `i-${index.toString(16)} waits`);
    const told: string[] = [];
    for (let look = 0, lastSaid = ''; look < 4; look += 1) {
      const now = said(many, lastSaid);
      expect(now.told.length).toBeLessThanOrEqual(50);
      told.push(...now.told);
      lastSaid = now.lastSaid;
    }
    expect(told.toSorted()).toEqual(many.toSorted());
  });
});

describe('decisions are found', () => {
  beforeEach(async () => {
    await run(world);
    hostsJoin(world);
    await run(world);
    world.nowMs += minutes(3);
    const [first] = live(world);
    world.instances.set(first!.id, { ...first!, state: 'terminated' });
    await run(world);
  });

  it('by a host, from the launch that made it to what became of it', async () => {
    const gone = [...world.instances.values()].find(({ state }) => state === 'terminated')!.id;
    const { decisions } = await read({ host: gone });
    expect(decisions.map(({ action }) => action)).toEqual(expect.arrayContaining(['launch', 'deregister']));
    expect(decisions.every((one) => JSON.stringify(one).includes(gone))).toBe(true);
    expect((await read()).decisions.length).toBeGreaterThan(decisions.length);
    expect((await read({ host: 'i-0123' })).decisions).toEqual([]);
  });

  it('by group, service, task and time', async () => {
    const since = new Date(world.nowMs - minutes(1)).toISOString();
    const until = new Date(world.nowMs - minutes(2)).toISOString();
    const all = (await read()).decisions.length;
    const lately = (await read({ since })).decisions.length;
    const before = (await read({ until })).decisions.length;
    expect(lately).toBeGreaterThan(0);
    expect(before).toBeGreaterThan(0);
    expect(lately + before).toBe(all);
    expect((await read({ group: 'main' })).decisions.length).toBeGreaterThan(3);
    expect((await read({ group: 'other' })).decisions).toEqual([]);
    expect((await read({ service: 'web' })).decisions).toEqual([]);
    await expect(read({ since, until })).rejects.toMatchObject({
      code: 'BadQuery',
      details: { errors: [{ parameter: 'until' }] },
    });
  });

  it('of a cluster that is gone, for thirty days; of one that never was, nothing is known', async () => {
    world.clusterSpecs.clear();
    expect((await read()).decisions.length).toBeGreaterThan(5);
    expect((await read({ host: 'i-0123' })).decisions).toEqual([]);
    world.nowMs += minutes(31 * 24 * 60);
    await expect(read()).rejects.toMatchObject({ code: 'ClusterNotFound' });
  });
});
