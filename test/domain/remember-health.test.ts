import { expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import { three } from '../support/planned.ts';
import { aSituation, type HostSketch, minutes, now } from '../support/situations.ts';

/** What is remembered of i-3 after a look at which ECS showed it so. */
const remembered = (third: Omit<HostSketch, 'id'>) => {
  const history = {
    agentAwaySince: { 'i-3': now - minutes(9) },
    agentRestartedAt: { 'i-3': now - minutes(4) },
    runtimeImpairedSince: { 'i-3': now - minutes(9) },
    fates: { 'i-3': { group: 'main', outcome: 'joined', at: now - minutes(60) } as const },
  };
  const hosts = [...three.slice(0, 2), { id: 'i-3', launchedAt: now - minutes(60), ...third }];
  const { agentAwaySince, agentRestartedAt, runtimeImpairedSince } = plan(aSituation({ hosts, history })).history;
  return { agentAwaySince, agentRestartedAt, runtimeImpairedSince };
};

const kept = {
  agentAwaySince: { 'i-3': now - minutes(9) },
  agentRestartedAt: { 'i-3': now - minutes(4) },
  runtimeImpairedSince: { 'i-3': now - minutes(9) },
};

it('what speaks against a host is remembered while ECS lists it nowhere, as it does for a moment when its status changes', () => {
  expect(remembered({ state: 'away' })).toEqual(kept);
  expect(remembered({ state: 'joining' })).toEqual(kept);
});

it('it is forgotten once the agent is back', () => {
  expect(remembered({})).toEqual({ agentAwaySince: {}, agentRestartedAt: {}, runtimeImpairedSince: {} });
});
