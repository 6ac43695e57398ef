import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slotsTaken, voluntarySlots } from '../../shared/domain/brakes.ts';
import { groupStates } from '../../shared/domain/capacity.ts';
import { foresee } from '../../shared/domain/foresee.ts';
import { hostsOf } from '../../shared/domain/hosts.ts';
import type { Disruption } from '../../shared/domain/ledger.ts';
import { plan } from '../../shared/domain/plan.ts';
import type { Situation } from '../../shared/domain/situation.ts';
import { aDisruption, aGroup, aSituation, type HostSketch, minutes, now, offerings } from '../support/situations.ts';

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

const situations: fc.Arbitrary<Situation> = fc
  .record({
    hosts,
    disruptions: fc.array(disruption, { maxLength: 5 }),
    main: fc.record({ count: fc.nat({ max: 8 }), surge: fc.integer({ min: 1, max: 3 }) }),
    other: fc.record({ count: fc.nat({ max: 4 }), surge: fc.constant(1) }),
    force: fc.boolean(),
    settled: fc.boolean(),
    deleting: fc.option(fc.constant({ cascade: true }), { nil: undefined, freq: 5 }),
  })
  .map((given) =>
    aSituation({
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

  it('every action says why, in words', () => {
    fc.assert(
      fc.property(situations, (given) => {
        for (const action of plan(given).actions) {
          expect(action.reason.length).toBeGreaterThan(5);
          expect(action.reason).not.toMatch(/undefined|NaN|\[object/);
        }
      }),
    );
  });
});
