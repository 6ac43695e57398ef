import { describe, expect, it } from 'vitest';
import { plan } from '../../../shared/domain/plan.ts';
import { inShort, planned, three } from '../../support/planned.ts';
import {
  aDisruption,
  aLaunch,
  aLedger,
  aSituation,
  type HostSketch,
  minutes,
  now,
  type Sketch,
} from '../../support/situations.ts';

describe('a policy that only observes', () => {
  const lost: Sketch = { hosts: three.slice(0, 2), policy: { healing: 'observe' } };

  it('holds back what is our own idea, and says what it would have done', () => {
    const { actions, held } = plan(aSituation(lost));
    expect(actions).toEqual([]);
    expect(held.map(inShort)).toEqual(['launch 1 t3.medium us-east-1c']);
  });

  it('does what people ask for: a new spec', () => {
    expect(planned({ ...lost, generation: 2, history: { settledGeneration: 1 } })).toHaveLength(1);
  });

  it('does what people ask for: a replacement', () => {
    const disruptions = [aDisruption({ host: 'i-1', kind: 'replace' })];
    expect(planned({ hosts: three, policy: { healing: 'off' }, disruptions })).toHaveLength(2);
  });
});

describe('what is not ours', () => {
  it('is counted and never touched: a host that somebody registered in our cluster', () => {
    const situation = aSituation({ hosts: three });
    const [own] = situation.world.containerInstances;
    const foreign = {
      ...own!,
      arn: 'arn:aws:ecs:us-east-1:000000000000:container-instance/c/mi-1',
      instanceId: 'mi-1',
    };
    const world = { ...situation.world, containerInstances: [...situation.world.containerInstances, foreign] };
    const { actions, settling } = plan({ ...situation, world });
    expect(actions).toEqual([]);
    expect(settling).toMatchObject({ settled: true, foreignHosts: 1 });
  });

  it('is left registered when its instance is unknown; a host of ours only when EC2 denies it', () => {
    const left = { ...aSituation({ hosts: [{ id: 'i-9' }] }).world.containerInstances[0]! };
    const withLeft = (history: Sketch['history'], instanceIds: readonly string[], denied?: readonly string[]) => {
      const situation = aSituation({
        hosts: three,
        ledgers: [aLedger({ launches: [aLaunch({ number: 1, instanceIds: ['i-1', 'i-2', 'i-3', ...instanceIds] })] })],
        ...(history !== undefined && { history }),
      });
      const containerInstances = [...situation.world.containerInstances, left];
      return plan({ ...situation, world: { ...situation.world, containerInstances, ...(denied && { denied }) } });
    };
    const since = { withoutInstanceSince: { [left.arn]: now - minutes(2) } };
    expect(withLeft(since, []).actions).toEqual([]);
    const first = withLeft(undefined, ['i-9']);
    expect(first.actions).toEqual([]);
    expect(first.history.unseenSince).toEqual({ 'i-9': now });
    const second = withLeft({ unseenSince: { 'i-9': now - minutes(1) } }, ['i-9'], ['i-9']);
    expect(second.actions.map(inShort)).toEqual(['deregister i-9']);
    expect(second.history).toMatchObject({ unseenSince: {}, gone: ['i-9'] });
    expect(withLeft({ ...since, gone: ['i-9'] }, ['i-9']).actions.map(inShort)).toEqual(['deregister i-9']);
  });
});

describe('a group that the spec no longer has', () => {
  it('is emptied within the brake, and then forgotten with its parameter', () => {
    const hosts: HostSketch[] = [
      ...three,
      { id: 'i-8', group: 'old', tasks: 1 },
      { id: 'i-9', group: 'old', tasks: 1 },
    ];
    expect(planned({ hosts })).toEqual([
      'enter i-8 remove wanted',
      'enter i-9 remove wanted',
      'enter i-8 remove draining',
      'DRAINING i-8',
    ]);
    const { actions } = plan(aSituation({ hosts: three, ledgers: [aLedger({ group: 'old' }), aLedger()] }));
    expect(actions).toMatchObject([
      { type: 'forget-group', group: 'old', parameters: ['/quaymaster/test/clusters/c/groups/old/ecs.config'] },
    ]);
  });
});
