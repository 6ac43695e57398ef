import { describe, expect, it } from 'vitest';
import type { HostCapacity } from '../../shared/ecs/host.ts';
import type { PlacementConstraint } from '../../shared/ecs/placement.ts';
import { closestMatch, unplacedMessage } from '../../shared/ecs/placement-failure.ts';
import { checkConstraints, checkStrategies } from '../../shared/ecs/placement-rules.ts';
import { aHost, aTask } from './builders.ts';
import { placeTask } from './placing.ts';

const byZone = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const byHost = { type: 'spread', field: 'instanceId' };
const packed = (field: string) => ({ type: 'binpack', field });

const place = (hosts: readonly HostCapacity[], constraints: readonly PlacementConstraint[] = []) =>
  placeTask({ requirements: aTask(), group: 'family:web', constraints, strategies: [], random: () => 0, hosts });
const failuresOn = (hosts: readonly HostCapacity[]) => {
  const placement = place(hosts);
  return placement.status === 'failed' ? placement.failures : [];
};

describe('a task that fits nowhere', () => {
  it('says for every host everything that is in the way, resources before constraints', () => {
    const hosts = [aHost({ id: 'full', remaining: { memory: 10 } }), aHost({ id: 'away', agentConnected: false })];
    const constraints = [{ type: 'memberOf', expression: 'attribute:stack == prod' }];
    const placement = place(hosts, constraints);
    expect(
      placement.status === 'failed' &&
        placement.failures.map(({ host, unmet }) => [host, unmet.map(({ reason }) => reason)]),
    ).toEqual([
      ['full', ['RESOURCE:MEMORY', 'MemberOf placement constraint unsatisfied.']],
      ['away', ['AGENT', 'MemberOf placement constraint unsatisfied.']],
    ]);
  });

  it('has nobody to blame without hosts', () => expect(place([])).toEqual({ status: 'failed', failures: [] }));

  it.each([
    { reason: 'CPU', host: aHost({ remaining: { cpu: 0 } }), words: 'has insufficient CPU units available.' },
    { reason: 'memory', host: aHost({ remaining: { memory: 0 } }), words: 'has insufficient memory available.' },
    { reason: 'the agent', host: aHost({ agentConnected: false }), words: 'encountered error "AGENT".' },
  ])('for want of $reason is told to a service in the words of AWS', ({ host, words }) => {
    const failures = failuresOn([
      aHost({ id: 'worse', agentConnected: false, remaining: { cpu: 0, memory: 0 } }),
      host,
    ]);
    const refusals = failures.map(({ host: id, unmet }) => ({ id, reasons: unmet.map(({ reason }) => reason) }));
    const { id = '', reasons = [] } = closestMatch(refusals) ?? {};
    expect(unplacedMessage({ host: id, reason: reasons[0] ?? '' })).toBe(
      `was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance host-1) ${words} For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    );
  });

  it('for want of hosts is told so', () => {
    expect(closestMatch([])).toBeUndefined();
    expect(unplacedMessage(undefined)).toContain('Reason: No Container Instances were found in your cluster.');
  });
});

describe('placement requests are refused', () => {
  it.each([
    { strategies: [{ type: 'spread', field: 'instance' }], pointer: '/0/field', hint: 'did you mean "instanceId"?' },
    { strategies: [{ type: 'binpack', field: 'disk' }], pointer: '/0/field' },
    { strategies: [{ type: 'binpack' }], pointer: '/0/field' },
    { strategies: [{ type: 'random', field: 'cpu' }], pointer: '/0/field' },
    { strategies: [{ type: 'spred', field: 'host' }], pointer: '/0/type', hint: 'did you mean "spread"?' },
    { strategies: Array(6).fill(byHost), pointer: '' },
  ])('for the strategies $strategies', ({ strategies, ...expected }) => {
    expect(checkStrategies(strategies)).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    {
      constraints: [{ type: 'distinctInstance', expression: 'attribute:a exists' }],
      pointer: '/0/expression',
      ecsMessage: 'distinctInstance expression should not be specified.',
    },
    { constraints: [{ type: 'memberOf' }], pointer: '/0/expression' },
    {
      constraints: [{ type: 'memberof', expression: 'attribute:a exists' }],
      pointer: '/0/type',
      hint: 'did you mean "memberOf"?',
    },
  ])('for the constraints $constraints', ({ constraints, ...expected }) => {
    expect(checkConstraints(constraints)).toEqual([expect.objectContaining(expected)]);
  });

  it('but not for the five placements that we offer', () => {
    expect(checkStrategies([byZone, byHost, packed('memory'), packed('CPU'), { type: 'random' }])).toEqual([]);
    expect(
      checkConstraints([{ type: 'distinctInstance' }, { type: 'memberOf', expression: 'task:group == a' }]),
    ).toEqual([]);
  });
});
