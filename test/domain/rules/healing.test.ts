import { describe, expect, it } from 'vitest';
import { plan } from '../../../shared/domain/plan.ts';
import type { TaskFailure, World } from '../../../shared/domain/situation.ts';
import type { InstanceStatusView, ScheduledEvent } from '../../../shared/domain/snapshot.ts';
import { aTask } from '../../support/in-memory-situations.ts';
import { inMemoryWorld } from '../../support/in-memory-world.ts';
import { inShort, type PlanCase, planned, three } from '../../support/planned.ts';
import { aServiceView } from '../../support/service-sketches.ts';
import {
  aContainerInstance,
  aDisruption,
  aGroup,
  aLaunch,
  aLedger,
  anInstance,
  aSituation,
  type HostSketch,
  minutes,
  now,
  type Sketch,
} from '../../support/situations.ts';

const busy: readonly HostSketch[] = three.map((host) => ({ ...host, tasks: 2 }));
const oneAway: readonly HostSketch[] = [...busy.slice(0, 2), { id: 'i-3', zone: 'c', tasks: 2, state: 'away' }];
const awayFor = (count: number) => ({ agentAwaySince: { 'i-3': now - minutes(count) } });

const status = (id: string, changes: Partial<InstanceStatusView> = {}): NonNullable<World['statuses']> => ({
  [id]: { id, system: 'ok', instance: 'ok', events: [], ...changes },
});
const replaceNow = ['enter i-3 replace draining', 'DRAINING i-3', 'launch 1 t3.medium us-east-1c'];

describe('an agent that is away', () => {
  it.each<PlanCase>([
    {
      reason: 'for less than five minutes is nothing: it happens several times an hour',
      sketch: { hosts: oneAway, history: awayFor(4.9), world: { reachable: ['i-3'] } },
      actions: [],
    },
    {
      reason: 'for five minutes is restarted where SSM reaches the host',
      sketch: { hosts: oneAway, history: awayFor(5), world: { reachable: ['i-3'] } },
      actions: ['restart-agent i-3'],
    },
    {
      reason: 'is not restarted where SSM does not reach the host',
      sketch: { hosts: oneAway, history: awayFor(6), world: { reachable: [] } },
      actions: [],
    },
    {
      reason: 'is not restarted when nobody was asked',
      sketch: { hosts: oneAway, history: awayFor(6) },
      actions: [],
    },
    {
      reason: 'is restarted once',
      sketch: {
        hosts: oneAway,
        history: { ...awayFor(7), agentRestartedAt: { 'i-3': now - minutes(2) } },
        world: { reachable: ['i-3'] },
      },
      actions: [],
    },
    {
      reason: 'for ten minutes costs its host: launch, and drain, at once',
      sketch: { hosts: oneAway, history: awayFor(10) },
      actions: replaceNow,
    },
    {
      reason: 'costs its host nothing while EC2 does not show it as ours: somebody may have taken its tags away',
      sketch: {
        hosts: oneAway,
        history: awayFor(15),
        world: { instances: oneAway.slice(0, 2).map(anInstance), reachable: ['i-3'] },
      },
      actions: [],
    },
    {
      reason: 'is left to the person who has drained the host',
      sketch: {
        hosts: oneAway,
        history: awayFor(30),
        disruptions: [aDisruption({ host: 'i-3', kind: 'drain', stage: 'drained' })],
        world: {
          containerInstances: oneAway.map((host) => ({
            ...aContainerInstance(host),
            ...(host.id === 'i-3' && { status: 'DRAINING' as const }),
          })),
        },
      },
      actions: [],
    },
    {
      reason: 'costs its host nothing while the history is lost: the ten minutes begin anew',
      sketch: { hosts: oneAway },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });

  it('is restarted once in each absence: the history says so before anything is done', () => {
    const restarted = plan(aSituation({ hosts: oneAway, history: awayFor(5), world: { reachable: ['i-3'] } }));
    expect(restarted.history.agentRestartedAt).toEqual({ 'i-3': now });
    const back = plan(aSituation({ hosts: busy, history: restarted.history, now: now + minutes(1) }));
    expect(back.history).toMatchObject({ agentAwaySince: {}, agentRestartedAt: {} });
  });
});

describe('a host that is being replaced because its agent is away', () => {
  const draining: readonly HostSketch[] = [...busy.slice(0, 2), { id: 'i-3', zone: 'c', tasks: 2, state: 'draining' }];
  const joined: readonly HostSketch[] = [...draining, { id: 'i-4', zone: 'c' }];
  const disruption = aDisruption({
    host: 'i-3',
    kind: 'replace',
    cause: 'agent-away',
    stage: 'draining',
    enteredAt: now - minutes(5),
    deadline: now + minutes(10),
  });
  /** As ECS shows it: DRAINING, tasks RUNNING, agent away. */
  const look = (hosts: readonly HostSketch[], changes: Sketch = {}, running = 6): Sketch => ({
    hosts,
    disruptions: [disruption],
    history: awayFor(15),
    ...changes,
    world: {
      containerInstances: hosts
        .filter(({ state }) => state !== 'joining')
        .map((host) => ({ ...aContainerInstance(host), agentConnected: host.id !== 'i-3' && host.state !== 'away' })),
      services: [aServiceView({ desired: 6, running })],
      ...changes.world,
    },
  });

  it.each<PlanCase>([
    {
      reason: 'waits until another has joined',
      sketch: look([...draining, { id: 'i-4', zone: 'c', state: 'joining', launchedAt: now }]),
      actions: [],
    },
    { reason: 'waits until the services run elsewhere what they should', sketch: look(joined), actions: [] },
    {
      reason: 'goes when they do: six run on hosts that answer',
      sketch: look(joined.map((host) => (host.id === 'i-3' ? host : { ...host, tasks: 2 }))),
      actions: ['enter i-3 replace terminating', 'terminate i-3'],
    },
    {
      reason: 'waits for what is still meant to run on it, such as tasks of no service',
      sketch: look(
        joined.map((host) => (host.id === 'i-3' ? host : { ...host, tasks: 2 })),
        {
          world: {
            tasks: [aTask(inMemoryWorld(), 'x', { containerInstanceArn: aContainerInstance({ id: 'i-3' }).arn })],
          },
        },
      ),
      actions: [],
    },
    {
      reason: 'goes at its deadline once another has joined',
      sketch: look(joined, { disruptions: [{ ...disruption, deadline: now }] }),
      actions: ['enter i-3 replace terminating', 'terminate i-3'],
    },
    {
      reason: 'stays beyond its deadline while nothing has joined in its place',
      sketch: look(draining, {
        disruptions: [{ ...disruption, deadline: now }],
        ingredients: { status: 'ready', offerings: [] },
      }),
      actions: [],
    },
    {
      reason: 'does not go while too many look lost',
      sketch: look([...joined.map((host) => ({ ...host, tasks: 3 })), { id: 'i-5', state: 'away' }], {
        history: { agentAwaySince: { 'i-3': now - minutes(15), 'i-5': now - minutes(8) } },
        groups: [aGroup({ count: 4 })],
        disruptions: [{ ...disruption, deadline: now }],
      }),
      actions: [],
    },
    {
      reason: 'takes tasks again when its agent is back in time, and the surplus goes',
      sketch: { hosts: joined, disruptions: [disruption] },
      actions: ['ACTIVE i-3', 'close i-3', 'enter i-4 remove draining', 'DRAINING i-4'],
    },
    {
      reason: 'is deregistered when it is gone',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'terminated', registered: true }],
        disruptions: [{ ...disruption, host: 'i-4', stage: 'terminating' }],
      },
      actions: ['deregister i-4', 'close i-4'],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });

  it('goes before there is another when EC2 calls it impaired and three launches were refused', () => {
    const failed = [1, 2, 3].map((number) =>
      aLaunch({ number: 10 + number, state: 'failed', enteredAt: now - minutes(3), settledAt: now - minutes(3) }),
    );
    const sketch = (cause: 'impaired' | 'agent-away', launches = failed): Sketch => ({
      ...look(draining),
      history: { ...awayFor(15), impaired: { 'i-3': { since: now - minutes(9), seenAt: now } } },
      ingredients: { status: 'ready', offerings: [] },
      ledgers: [aLedger({ launches, disruptions: [{ ...disruption, cause }] })],
    });
    expect(planned(sketch('impaired'))).toEqual(['enter i-3 replace terminating', 'terminate i-3']);
    expect(planned(sketch('impaired', failed.slice(1)))).toEqual([]);
    expect(planned(sketch('agent-away'))).toEqual([]);
  });
});

describe('a host that is stopped while it drains', () => {
  it.each(['requested', 'agent-away', 'impaired'] as const)('has nothing left to wait for: it goes (%s)', (cause) => {
    const stopped: HostSketch = { id: 'i-4', state: 'stopped', registered: true, tasks: 1 };
    const entry = aDisruption({ host: 'i-4', kind: 'replace', cause, stage: 'draining', deadline: now - minutes(60) });
    const world = {
      containerInstances: [
        ...busy.map(aContainerInstance),
        { ...aContainerInstance(stopped), status: 'DRAINING' as const },
      ],
    };
    const sketch = { hosts: [...busy, stopped], disruptions: [{ ...entry, stageAt: now - minutes(75) }], world };
    expect(planned(sketch)).toEqual(['enter i-4 replace terminating', 'terminate i-4']);
  });
});

describe('a host whose status checks fail', () => {
  const impaired = { since: now - minutes(2), seenAt: now - minutes(1) };
  const statuses = status('i-3', { system: 'impaired' });
  it.each<PlanCase>([
    {
      reason: 'for two minutes, in two readings, is replaced',
      sketch: { hosts: busy, history: { impaired: { 'i-3': impaired } }, world: { statuses } },
      actions: replaceNow,
    },
    { reason: 'in one reading only is looked at again', sketch: { hosts: busy, world: { statuses } }, actions: [] },
    {
      reason: 'for less than two minutes is looked at again',
      sketch: {
        hosts: busy,
        history: { impaired: { 'i-3': { since: now - minutes(1), seenAt: now - minutes(1) } } },
        world: { statuses },
      },
      actions: [],
    },
    {
      reason: 'is not replaced on the strength of an old reading',
      sketch: { hosts: busy, history: { impaired: { 'i-3': impaired } } },
      actions: [],
    },
    {
      reason: 'while it boots is given time',
      sketch: {
        hosts: busy.map((host) => ({ ...host, launchedAt: now - minutes(9) })),
        history: { impaired: { 'i-3': impaired } },
        world: { statuses },
      },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});

describe('a spot host that EC2 has marked', () => {
  it.each<PlanCase>([
    {
      reason: 'leaves at once, without a slot, and another is launched',
      sketch: {
        hosts: busy,
        world: { interrupted: ['i-3'] },
      },
      actions: ['enter i-3 remove draining', 'DRAINING i-3', 'launch 1 t3.medium us-east-1a'],
    },
    {
      reason: 'is not drained twice when its agent has begun to',
      sketch: {
        hosts: busy.map((host) => (host.id === 'i-3' ? { ...host, state: 'draining' } : host)),
        world: { interrupted: ['i-3'] },
      },
      actions: ['enter i-3 remove draining', 'launch 1 t3.medium us-east-1a'],
    },
    {
      reason: 'is left for EC2 to terminate when it is empty',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'draining' }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'remove', cause: 'spot-interruption', stage: 'draining' })],
        world: { interrupted: ['i-4'] },
      },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});

describe('a host that breaks its tasks', () => {
  const failure = (instanceId: string, minutesAgo = 1, taskDefinition = 'web:1'): TaskFailure => ({
    task: `${instanceId}-${minutesAgo}`,
    instanceId,
    taskDefinition,
    group: 'service:web',
    at: now - minutes(minutesAgo),
    what: 'container web exited with 1',
  });
  const onThree = [1, 2, 3].map((ago) => failure('i-3', ago));
  const services = [aServiceView({ taskDefinition: 'web:1', desired: 6, running: 5 })];
  const quarantined = ['enter i-3 remove draining', 'DRAINING i-3', 'launch 1 t3.medium us-east-1c'];
  it.each<PlanCase & { readonly said?: string }>([
    { reason: 'is quarantined', sketch: { hosts: busy, world: { failures: onThree, services } }, actions: quarantined },
    {
      reason: 'waits for no window, as it goes on breaking tasks until then',
      sketch: {
        hosts: busy,
        policy: { windows: ['mon:11:00-mon:13:00'] },
        world: { failures: onThree, services },
      },
      actions: quarantined,
    },
    {
      reason: 'stays while too many hosts look unhealthy',
      sketch: {
        hosts: [
          { id: 'i-1', state: 'away', tasks: 2 },
          { id: 'i-2', zone: 'b', state: 'away', tasks: 2 },
          ...busy.slice(2),
        ],
        history: { agentAwaySince: { 'i-1': now - minutes(6), 'i-2': now - minutes(6) } },
        world: { failures: onThree, services },
      },
      actions: [],
    },
    {
      reason: 'is not with two failures',
      sketch: { hosts: busy, world: { failures: onThree.slice(1), services } },
      actions: [],
    },
    {
      reason: 'is not when one of them is old',
      sketch: { hosts: busy, world: { failures: [...onThree.slice(1), failure('i-3', 16)], services } },
      actions: [],
    },
    {
      reason: 'is not to blame for a service that crashes elsewhere too',
      sketch: { hosts: busy, world: { failures: [...onThree, failure('i-1')], services } },
      actions: [],
      said: 'service web crashes on 2 hosts, so no host is to blame: container web exited with 1',
    },
    {
      reason: 'is not known to be bad when nothing of that kind runs elsewhere',
      sketch: { hosts: busy, world: { failures: [1, 2, 3].map((ago) => failure('i-3', ago, 'new:1')), services } },
      actions: [],
      said: 'tasks fail on i-3, but none of them is known to run well on another host',
    },
    {
      reason: 'cannot be told from its tasks when it is the only host',
      sketch: { groups: [aGroup({ count: 1 })], hosts: busy.slice(2), world: { failures: onThree, services } },
      actions: [],
      said: '3 tasks failed on i-3, the only host',
    },
    {
      reason: 'waits for a slot',
      sketch: {
        hosts: busy,
        disruptions: [aDisruption({ host: 'i-1', kind: 'replace', stage: 'launching' })],
        world: { failures: onThree, services },
        ingredients: { status: 'ready', offerings: [] },
      },
      actions: [],
      said: 'it waits, as 1 of at most 1 voluntary disruptions of main are in flight',
    },
  ])('$reason', ({ sketch, actions, said = '' }) => {
    const { actions: found, notes } = plan(aSituation(sketch));
    expect(found.map(inShort)).toEqual(actions);
    expect(notes.join()).toContain(said);
  });

  /** What is said look by look: stopped tasks are read by some only. */
  const saidAt = (looks: readonly (readonly [minutesLater: number, failures?: readonly TaskFailure[]])[]) => {
    let history = aSituation().history;
    return looks.map(([later, failures]) => {
      const world = { services, ...(failures !== undefined && { failures }) };
      const planned = plan(aSituation({ hosts: busy, history, world, now: now + minutes(later) }));
      history = planned.history;
      return planned.notes;
    });
  };
  const crashes = 'service web crashes on 2 hosts, so no host is to blame: container web exited with 1';
  const onTwo = [failure('i-1', 1), failure('i-2', 2), failure('i-1', 3)];

  it('is said by each look alike, whether it reads stopped tasks or not', () => {
    expect(saidAt([[0, onTwo], [0.1], [0.5], [1, onTwo], [1.2]])).toEqual(Array(5).fill([crashes]));
  });

  it('is said until nothing has failed for a quarter of an hour, as ECS starts tasks that fail less and less often', () => {
    const last = onTwo.slice(0, 1);
    expect(saidAt([[0, onTwo], [10, last], [13.9], [14.1], [20, []]])).toEqual([
      [crashes],
      [crashes],
      [crashes],
      [],
      [],
    ]);
  });

  it('is remembered within bounds', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...failure(`i-${1 + (index % 3)}`, 1 + index / 100),
      what: 'x'.repeat(5_000),
    }));
    const { history } = plan(aSituation({ hosts: busy, world: { failures: many, services } }));
    expect(JSON.stringify(history).length).toBeLessThan(40_000);
    expect(history.failures[0]?.at).toBe(now - minutes(1));
  });
});

describe('what AWS has planned for a host', () => {
  const event = (inMinutes: number): ScheduledEvent => ({
    code: 'instance-retirement',
    notBefore: now + minutes(inMinutes),
    description: 'The instance is running on degraded hardware',
  });
  const look = (inMinutes: number, windows: readonly string[]): Sketch => ({
    hosts: busy,
    policy: { windows },
    history: { scheduled: { 'i-3': event(inMinutes) } },
  });
  const begun = ['enter i-3 replace launching', 'launch 1 t3.medium us-east-1c'];
  // It is a Sunday, at noon.
  it.each<PlanCase>([
    { reason: 'is made up for at once without windows', sketch: look(60 * 48, []), actions: begun },
    { reason: 'and in an open window', sketch: look(60 * 48, ['sun:11:00-sun:13:00']), actions: begun },
    { reason: 'waits for the next window', sketch: look(60 * 48, ['mon:11:00-mon:13:00']), actions: [] },
    { reason: 'but not too long', sketch: look(85, ['mon:11:00-mon:13:00']), actions: begun },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});

describe('a host that is registered twice', () => {
  const [living] = [aContainerInstance({ id: 'i-3' })];
  const dead = { ...living!, arn: `${living!.arn}-old`, registeredAt: now - minutes(115), agentConnected: false };
  const look = (older: typeof dead, newer = living!): Sketch => ({
    hosts: busy,
    world: { containerInstances: [...busy.slice(0, 2).map(aContainerInstance), newer, older] },
  });
  it.each<PlanCase>([
    { reason: 'loses the older registration', sketch: look(dead), actions: ['deregister i-3-old'] },
    { reason: 'keeps one whose agent is connected', sketch: look({ ...dead, agentConnected: true }), actions: [] },
    {
      reason: 'keeps both while neither agent is connected',
      sketch: look(dead, { ...living!, agentConnected: false }),
      actions: [],
    },
    {
      reason: 'is left alone when it is not ours',
      sketch: {
        hosts: busy,
        world: {
          containerInstances: [
            ...busy.map(aContainerInstance),
            { ...dead, instanceId: 'i-foreign' },
            { ...living!, arn: 'x', instanceId: 'i-foreign' },
          ],
        },
      },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});
