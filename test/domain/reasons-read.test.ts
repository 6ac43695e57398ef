/** What decisions say, as people read them at night: true, of this moment, and without contradicting themselves. */
import { describe, expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import { three } from '../support/planned.ts';
import { aDisruption, aGroup, aLaunch, aLedger, aSituation, minutes, now } from '../support/situations.ts';

type Sketch = Parameters<typeof aSituation>[0];
const launchReason = (sketch: Sketch): string | undefined =>
  plan(aSituation(sketch)).actions.find(({ type }) => type === 'launch')?.reason;

const lost = (at: number) => ({ group: 'main', outcome: 'joined', at: 0, ended: { by: 'others', at } }) as const;

describe('the reason of a launch', () => {
  it('names the host that is missing, and none that was replaced before', () => {
    const reason = launchReason({
      hosts: [...three.slice(0, 2), { id: 'i-3', state: 'stopped', zone: 'c' }],
      history: { fates: { 'i-0': lost(now - minutes(5)) }, stoppedSince: { 'i-3': now - minutes(1) } },
    });
    expect(reason).toBe('launch 1 t3.medium in us-east-1c: main has 2 of 3 hosts, because i-3 was stopped under us');
  });

  it('does not call a host terminated that runs on without its tags, and says what becomes of it', () => {
    const launches = [
      aLaunch({ number: 1, state: 'launched', instanceIds: ['i-9'], settledAt: now - minutes(60), enteredAt: 0 }),
    ];
    const planned = plan(
      aSituation({
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches })],
        history: { fates: { 'i-9': { group: 'main', outcome: 'joined', at: 0 } } },
        world: { denied: ['i-9'], disowned: ['i-9'] },
      }),
    );
    expect(planned.actions.find(({ type }) => type === 'launch')?.reason).toContain('i-9 runs on without our tags');
    expect(planned.notes).toContain('i-9 runs on without our tags, which somebody removed: it is left alone');
  });
});

describe('what was seen and weighed', () => {
  it('counts a host that has its slot as one that has it, not as one that finds none', () => {
    const { actions } = plan(
      aSituation({
        hosts: [...three, { id: 'i-4' }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'replace', stage: 'launching' })],
      }),
    );
    expect(actions.find(({ type }) => type === 'set-status')?.weighed?.join()).toContain(
      '1 of at most 1 voluntary disruptions of main were in flight, this one among them',
    );
  });

  it('does not blame SSM where agents are not restarted, as nothing is to be changed', () => {
    const { held } = plan(
      aSituation({
        policy: { healing: 'observe' },
        hosts: [...three.slice(0, 2), { id: 'i-3', state: 'away', zone: 'c', tasks: 2 }],
        history: { agentAwaySince: { 'i-3': now - minutes(11) } },
      }),
    );
    const [first] = held;
    expect(first?.reason).toContain('the agent of i-3 has been away for 11 min');
    expect(first?.weighed?.join()).toContain('not tried, as the policy is to change nothing');
    expect(first?.seen?.join()).toContain('2 tasks as last reported');
  });
});

describe('a host that EC2 finds impaired while the brake holds', () => {
  const bad = { system: 'impaired', instance: 'ok', events: [] } as const;
  const since = now - minutes(4);
  const known = { since, seenAt: now - minutes(1) };
  const sketch = {
    hosts: three.map((host) => ({ ...host, state: 'away' as const })),
    groups: [aGroup({ surge: 0 })],
    history: {
      impaired: { 'i-1': known, 'i-2': known },
      agentAwaySince: { 'i-1': since, 'i-2': since },
      statusReadAt: now - minutes(1),
    },
  };
  const about = (notes: readonly string[]) => notes.filter((note) => note.includes('impaired for'));

  it('is told in the same words by a look that did not read its checks, and nothing is done on what was read before', () => {
    const read = plan(aSituation({ ...sketch, world: { statuses: { 'i-1': bad, 'i-2': bad } as never } }));
    const unread = plan(aSituation(sketch));
    expect(about(read.notes).length).toBe(2);
    expect(about(unread.notes)).toEqual(about(read.notes));
    expect(unread.actions).toEqual([]);
  });
});
