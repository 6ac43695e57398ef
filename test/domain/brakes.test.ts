import { describe, expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import { inShort, three } from '../support/planned.ts';
import { aDisruption, aGroup, aSituation, type HostSketch, minutes, now, type Sketch } from '../support/situations.ts';

/** `count` hosts, of which the first `away` have had no agent for so many minutes. */
const fleet = (count: number, away: number, forMinutes = 11): Sketch => {
  const hosts = Array.from(
    { length: count },
    (_, index): HostSketch => ({ id: `i-${index}`, state: index < away ? 'away' : 'joined', tasks: 1 }),
  );
  const since = Object.fromEntries(hosts.slice(0, away).map(({ id }) => [id, now - minutes(forMinutes)]));
  return { groups: [aGroup({ count })], hosts, history: { agentAwaySince: since } };
};

const acts = (sketch: Sketch) => plan(aSituation(sketch)).actions.map(inShort);
const drained = (sketch: Sketch) => acts(sketch).filter((action) => action.startsWith('DRAINING')).length;
const launched = (sketch: Sketch) => acts(sketch).filter((action) => action.startsWith('launch')).length;

describe('terminations by inference', () => {
  it.each([
    { reason: 'one of three may be lost', hosts: 3, away: 1, drains: 1 },
    { reason: 'two of three are too many to believe', hosts: 3, away: 2, drains: 0 },
    { reason: 'two of ten may be lost', hosts: 10, away: 2, drains: 2 },
    { reason: 'three of ten are too many', hosts: 10, away: 3, drains: 0 },
    { reason: 'the only host may be lost', hosts: 1, away: 1, drains: 1 },
  ])('$reason; launching goes on, within the surge', ({ hosts, away, drains }) => {
    expect(drained(fleet(hosts, away))).toBe(drains);
    expect(launched(fleet(hosts, away))).toBe(1);
  });

  it('wait while 45 % of the region looks unhealthy, by what the other clusters said in the last five minutes', () => {
    const region = (at: number, unhealthy: number) => [{ cluster: 'other', at, hosts: 20, unhealthy }];
    const look = (at: number, unhealthy: number) => ({ ...fleet(10, 1), world: { region: region(at, unhealthy) } });
    expect(drained(look(now, 13))).toBe(1);
    expect(drained(look(now, 14))).toBe(0);
    expect(drained(look(now - minutes(6), 20))).toBe(1);
    expect(plan(aSituation(look(now, 14))).actions[0]?.weighed?.join()).toContain('15 of 30 hosts of the region');
  });

  it('say what was counted when they wait', () => {
    const { notes } = plan(aSituation(fleet(10, 3)));
    expect(notes).toContain(
      'the agent of i-1 has been away for 11 min; it is not replaced now, as 3 of 10 hosts of group main look unhealthy, more than 2: terminations stop; who knows that it is lost may terminate it through the API, which no brake holds',
    );
  });

  it('do not wait when people ask for them: a host may be drained, and terminated, whatever looks unhealthy', () => {
    const asked = (kind: 'drain' | 'terminate') =>
      acts({ ...fleet(10, 5), disruptions: [aDisruption({ host: 'i-1', kind })] }).filter(
        (action) => action.includes('i-1 ') || action.endsWith('i-1'),
      );
    expect(asked('drain')).toEqual(['enter i-1 drain draining', 'DRAINING i-1']);
    expect(asked('terminate')).toEqual(['enter i-1 terminate terminating', 'terminate i-1']);
  });

  it('leave agents to be restarted at growing intervals while SSM reaches their hosts, as that terminates nothing', () => {
    let history = aSituation(fleet(5, 2, 0)).history;
    const restarts: Record<string, number[]> = { 'i-0': [], 'i-1': [] };
    // SSM does not reach i-1 for the first quarter of an hour; the brake holds all the time.
    for (let minute = 0; minute <= 240; minute += 1) {
      const reachable = minute < 15 ? ['i-0'] : ['i-0', 'i-1'];
      const sketch = { ...fleet(5, 2, 0), history, now: now + minutes(minute), world: { reachable } };
      const planned = plan(aSituation(sketch));
      history = planned.history;
      for (const action of planned.actions) if (action.type === 'restart-agent') restarts[action.host]?.push(minute);
      expect(planned.actions.filter(({ type }) => type === 'terminate' || type === 'set-status')).toEqual([]);
    }
    expect(restarts).toEqual({ 'i-0': [5, 15, 45, 105, 165, 225], 'i-1': [15, 45, 105, 165, 225] });
  });

  it('are not held up by hosts that never joined, which run nothing', () => {
    const joining = { id: 'i-9', state: 'joining', launchedAt: now - minutes(1) } as const;
    const sketch = fleet(3, 1);
    expect(drained({ ...sketch, hosts: [...(sketch.hosts ?? []), joining] })).toBe(1);
  });
});

describe('a pause', () => {
  it('holds everything, whoever asked for it, and tells what would have been done', () => {
    const sketch: Sketch = {
      hosts: [...three.slice(0, 2), { id: 'i-3', state: 'terminated', registered: true }],
      disruptions: [aDisruption({ host: 'i-1', kind: 'terminate' })],
    };
    const paused = plan(aSituation({ ...sketch, policy: { paused: true } }));
    expect(paused.actions).toEqual([]);
    expect(paused.held.map(({ type }) => type)).toEqual(plan(aSituation(sketch)).actions.map(({ type }) => type));
    expect(paused.settling.settled).toBe(false);
    expect(paused.notes).toContain('c is paused: nothing is changed, whoever asks for it');
  });

  it('does not unsettle a cluster that is as wished', () => {
    expect(plan(aSituation({ hosts: three, policy: { paused: true } })).settling.settled).toBe(true);
  });
});

describe('in a cluster that only observes', () => {
  it('an agent is not restarted, and the history does not say that it was', () => {
    const sketch = { ...fleet(3, 1, 6), policy: { healing: 'observe' as const }, world: { reachable: ['i-0'] } };
    const { actions, held, history } = plan(aSituation(sketch));
    expect([actions, held.map(({ type }) => type)]).toEqual([[], ['restart-agent']]);
    expect(history.agentRestartedAt).toEqual({});
  });
});

describe('a surplus that nobody asked for', () => {
  const four: readonly HostSketch[] = [...three, { id: 'i-4', tasks: 1 }].map((host) => ({ tasks: 1, ...host }));
  it('goes in a window', () => {
    const closed = plan(aSituation({ hosts: four, policy: { windows: ['mon:01:00-mon:02:00'] } }));
    expect(closed.actions).toEqual([]);
    expect(closed.notes).toContain('main has 1 host too many, the next window begins Mon 2 Mar 01:00 UTC');
    expect(acts({ hosts: four, policy: { windows: ['sun:11:00-sun:13:00'] } })).toHaveLength(2);
  });

  it('goes at any time when it was asked for, or when nothing runs on it', () => {
    const policy = { windows: ['mon:01:00-mon:02:00'] };
    expect(acts({ hosts: four, policy, history: { settledGeneration: 0 } })).toHaveLength(2);
    expect(acts({ hosts: [...four.slice(0, 3), { id: 'i-4', tasks: 0 }], policy })).toHaveLength(2);
  });
});
