import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsTaken, terminationBrake, voluntarySlots } from '../../shared/domain/brakes.ts';
import { groupStates } from '../../shared/domain/capacity.ts';
import { isInferred } from '../../shared/domain/causes.ts';
import { foresee } from '../../shared/domain/foresee.ts';
import { hostsOf } from '../../shared/domain/hosts.ts';
import type { Disruption } from '../../shared/domain/ledger.ts';
import { plan } from '../../shared/domain/plan.ts';
import type { Situation, TaskFailure, World } from '../../shared/domain/situation.ts';
import { aServiceView } from '../support/service-sketches.ts';
import {
  aDisruption,
  aGroup,
  aSituation,
  type HostSketch,
  minutes,
  now,
  offerings,
  type Sketch,
} from '../support/situations.ts';

const state = fc.constantFrom('joining', 'joined', 'away', 'draining', 'stopped', 'terminated');
const hosts: fc.Arbitrary<readonly HostSketch[]> = fc
  .array(
    fc.record({
      state,
      group: fc.constantFrom('main', 'main', 'other', 'gone'),
      zone: fc.constantFrom('a', 'b', 'c'),
      tasks: fc.nat({ max: 3 }),
      launchedAt: fc.constantFrom(now - minutes(1), now - minutes(20), now - minutes(300)),
      registered: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((sketches) => sketches.map((sketch, index) => ({ ...sketch, id: `i-${index}` })) as HostSketch[]);

const disruption = fc.record({
  index: fc.nat({ max: 11 }),
  kind: fc.constantFrom<Disruption['kind']>('drain', 'replace', 'remove', 'terminate', 'activate'),
  stage: fc.constantFrom<Disruption['stage']>('wanted', 'launching', 'draining', 'terminating', 'drained', 'given-up'),
  stageAt: fc.constantFrom(now, now - minutes(2), now - minutes(40)),
  deadline: fc.constantFrom(now - 1, now + minutes(10)),
});

/** What may be the matter with a host, beside what its state says. */
const trouble = fc.record({
  index: fc.nat({ max: 11 }),
  awayMinutes: fc.constantFrom(2, 6, 15),
  impaired: fc.boolean(),
  interrupted: fc.boolean(),
  scheduled: fc.boolean(),
  runtime: fc.boolean(),
  failures: fc.constantFrom(0, 0, 4),
});

type Trouble = typeof trouble extends fc.Arbitrary<infer One> ? One : never;

const situations: fc.Arbitrary<Situation> = fc
  .record({
    troubles: fc.array(trouble, { maxLength: 4 }),
    hosts,
    disruptions: fc.array(disruption, { maxLength: 5 }),
    main: fc.record({ count: fc.nat({ max: 8 }), surge: fc.integer({ min: 1, max: 3 }) }),
    other: fc.record({ count: fc.nat({ max: 4 }), surge: fc.constant(1) }),
    force: fc.boolean(),
    settled: fc.boolean(),
    deleting: fc.option(fc.constant({ cascade: true }), { nil: undefined, freq: 5 }),
  })
  .map((given) =>
    troubled(given.troubles, {
      groups: [aGroup({ ...given.main }), aGroup({ ...given.other, name: 'other' })],
      hosts: given.hosts,
      policy: { onDrainDeadline: given.force ? 'force' : 'give-up' },
      history: { settledGeneration: given.settled ? 1 : 0 },
      ingredients: { status: 'ready', offerings: offerings() },
      disruptions: [...new Map(given.disruptions.map((one) => [one.index, one])).values()]
        .filter(({ index }) => index < given.hosts.length)
        .map(({ index, ...rest }) => aDisruption({ host: `i-${index}`, ...rest })),
      ...(given.deleting !== undefined && { deleting: given.deleting }),
    }),
  );

/** The same with these troubles, as they have been read twice. */
const troubled = (troubles: readonly Trouble[], sketch: Sketch): Situation => {
  const of = <Value>(value: (one: Trouble) => Value | undefined): Record<string, Value> =>
    Object.fromEntries(
      troubles.flatMap((one) => {
        const found = value(one);
        return found === undefined ? [] : [[`i-${one.index}`, found]];
      }),
    );
  const event = { code: 'instance-stop' as const, notBefore: now + minutes(600), description: 'degraded' };
  const failing = (one: Trouble): readonly TaskFailure[] =>
    Array.from({ length: one.failures }, (_, index) => ({
      task: `${one.index}-${index}`,
      instanceId: `i-${one.index}`,
      taskDefinition: 'web:1',
      group: 'service:web',
      at: now - minutes(1),
      what: 'container web exited with 1',
    }));
  const situation = aSituation({
    ...sketch,
    history: {
      ...sketch.history,
      agentAwaySince: of(({ awayMinutes }) => now - minutes(awayMinutes)),
      impaired: of(({ impaired }) => (impaired ? { since: now - minutes(5), seenAt: now - minutes(1) } : undefined)),
      scheduled: of(({ scheduled }) => (scheduled ? event : undefined)),
      runtimeImpairedSince: of(({ runtime }) => (runtime ? now - minutes(20) : undefined)),
    },
  });
  const broken = new Set(troubles.filter(({ runtime }) => runtime).map(({ index }) => `i-${index}`));
  const world: World = {
    ...situation.world,
    statuses: of(({ index, impaired, scheduled }) => ({
      id: `i-${index}`,
      system: impaired ? ('impaired' as const) : ('ok' as const),
      instance: 'ok' as const,
      events: scheduled ? [event] : [],
    })),
    interrupted: troubles.flatMap(({ index, interrupted }) => (interrupted ? [`i-${index}`] : [])),
    reachable: troubles.map(({ index }) => `i-${index}`),
    failures: troubles.flatMap(failing),
    services: [aServiceView({ desired: 2, running: 9 })],
    containerInstances: situation.world.containerInstances.map((one) =>
      broken.has(one.instanceId) ? { ...one, runtime: 'IMPAIRED' as const } : one,
    ),
  };
  return { ...situation, world };
};

const living = (situation: Situation, group: string): number =>
  hostsOf(situation).filter((host) => host.group === group && host.state !== 'gone' && host.state !== 'stopped').length;

describe('whatever the situation', () => {
  it('planning what comes of a plan soon gives nothing to do', () => {
    fc.assert(
      fc.property(situations, (given) => {
        let situation = given;
        for (let round = 0; round < 8; round += 1) {
          const { actions, history } = plan(situation);
          if (actions.length === 0) return;
          situation = { ...foresee(situation, actions), history };
          if (actions.some(({ type }) => type === 'forget-cluster')) return;
        }
        expect(plan(situation).actions).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('the same situation gives the same plan', () => {
    fc.assert(
      fc.property(situations, (given) => {
        expect(plan(given)).toEqual(plan(structuredClone(given)));
      }),
    );
  });

  it('no launch goes beyond count and surge, and none into a cluster that is being deleted', () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { actions } = plan(given);
        const launches = actions.filter((action) => action.type === 'launch');
        if (given.wanted.deleting !== undefined) expect(launches).toEqual([]);
        const others = foresee(
          given,
          actions.filter(({ type }) => type !== 'launch'),
        );
        for (const { spec, open } of groupStates(given)) {
          const asked = launches
            .filter(({ group }) => group === spec.name)
            .reduce((total, { launch }) => total + launch.request.count, 0);
          if (asked > 0) expect(living(others, spec.name) + open + asked).toBeLessThanOrEqual(spec.count + spec.surge);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('nothing is drained or terminated without an entry in the ledger', () => {
    fc.assert(
      fc.property(situations, (given) => {
        let situation = given;
        for (const action of plan(given).actions) {
          if (action.type === 'terminate') {
            const entry = situation.ledgers
              .find(({ group }) => group === action.group)
              ?.disruptions.find(({ host }) => host === action.host);
            expect(entry?.stage).toBe('terminating');
          }
          if (action.type === 'set-status' && action.status === 'DRAINING') {
            const entries = situation.ledgers.flatMap(({ disruptions }) => disruptions);
            expect(entries.some(({ stage, host }) => stage === 'draining' && host === action.subject)).toBe(true);
          }
          situation = foresee(situation, [action]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('no plan takes more slots than the brake has', () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { actions } = plan(given);
        const after = foresee(given, actions);
        if (given.wanted.deleting !== undefined) return;
        for (const { spec } of groupStates(given)) {
          const of = (situation: Situation) =>
            slotsTaken(hostsOf(situation).filter(({ group }) => group === spec.name));
          expect(of(after)).toBeLessThanOrEqual(Math.max(of(given), voluntarySlots(spec.count)));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('nothing that only looks lost is terminated while too much looks lost', () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { actions, history } = plan(given);
        if (given.wanted.deleting !== undefined) return;
        const brake = terminationBrake({ ...given, history }, hostsOf(given));
        for (const action of actions)
          if (action.type === 'enter-disruption' && action.disruption.stage === 'terminating')
            expect(isInferred(action.disruption) && brake(action.group).holds).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('every action says why, in words, with what was seen and what else was thought of', () => {
    fc.assert(
      fc.property(situations, (given) => {
        for (const action of plan(given).actions) {
          expect(action.reason.length).toBeGreaterThan(5);
          const said = [action.reason, ...(action.seen ?? []), ...(action.weighed ?? [])];
          expect(said.join('\n')).not.toMatch(/undefined|NaN|\[object/);
          expect([action.seen?.length ?? 0, action.weighed?.length ?? 0].every((length) => length > 0)).toBe(true);
        }
      }),
    );
  });
});
