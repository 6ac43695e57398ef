import { describe, expect, it } from 'vitest';
import { closestFirst, type FitRequest, fitOf, reasonsOf } from '../../shared/domain/fit.ts';
import { strategyInWords, underWay, zonesInWords } from '../../shared/domain/why.ts';
import type { HostCapacity } from '../../shared/ecs/host.ts';
import { taskRequirements } from '../../shared/ecs/requirements.ts';
import { aDisruption, aLaunch, aLedger, minutes, now } from '../support/situations.ts';

const amounts = (cpu: number, memory: number) => ({ cpu, memory, gpus: 0, tcpPorts: [22], udpPorts: [] });
const aHost = (id: string, changes: Partial<HostCapacity> = {}, memory = 1_000): HostCapacity => ({
  id,
  status: 'ACTIVE',
  agentConnected: true,
  registered: amounts(2_048, 4_000),
  remaining: amounts(2_048, memory),
  attributes: { 'ecs.availability-zone': 'us-east-1a', 'quaymaster.group': 'main' },
  tasks: [],
  ...changes,
});
const requirements = taskRequirements({
  family: 'web',
  containerDefinitions: [{ name: 'web', image: 'nginx', cpu: 128, memory: 500 }],
});
const request = (hosts: readonly HostCapacity[], changes: Partial<FitRequest> = {}): FitRequest => ({
  requirements,
  group: 'service:web',
  hosts,
  constraints: [],
  strategies: [],
  ...changes,
});

describe('where a task fits', () => {
  it('every host says all that is in the way, in the words of ECS and in a sentence', () => {
    const hosts = [
      aHost('i-1'),
      aHost('i-2', { agentConnected: false }, 400),
      aHost('i-3', { status: 'DRAINING' }),
      aHost('i-4', { tasks: [{ group: 'service:web', running: true }] }),
    ];
    const fit = fitOf(request(hosts, { constraints: [{ type: 'distinctInstance' }] }), 5);
    expect(fit.placeable).toBe(1);
    expect(fit.hosts.map(({ host, fits, tasks, why }) => [host, fits, tasks, why.map(({ reason }) => reason)])).toEqual(
      [
        ['i-1', true, 0, []],
        ['i-2', false, 0, ['AGENT', 'RESOURCE:MEMORY']],
        ['i-3', false, 0, ['INACTIVE']],
        ['i-4', false, 1, ['DistinctInstance placement constraint unsatisfied.']],
      ],
    );
    expect(closestFirst(fit.hosts).map(({ host }) => host)).toEqual(['i-1', 'i-3', 'i-4', 'i-2']);
  });

  it('says what is in the way of the next one, once as many as fit have been placed', () => {
    const hosts = [aHost('i-1', {}, 1_200), aHost('i-2', {}, 1_400)];
    const { placeable, after } = fitOf(request(hosts), 9);
    expect(placeable).toBe(4);
    expect(reasonsOf(after, requirements, after.capacities)).toEqual([
      '2 hosts: not enough memory, short by 100-300 MiB',
    ]);
  });

  it('a zone without a subnet of the task takes none', () => {
    const fit = fitOf(request([aHost('i-1')], { zones: ['us-east-1b'] }), 1);
    expect(fit).toMatchObject({
      placeable: 0,
      hosts: [{ fits: false, why: [{ reason: 'LOCATION', detail: 'no subnet of the task is in us-east-1a' }] }],
    });
  });

  it('of a thousand hosts those that lack the same are one line, with how much they lack', () => {
    const hosts = Array.from({ length: 1_000 }, (_, index) => {
      const id = `i-${String(index).padStart(4, '0')}`;
      if (index < 600) return aHost(id, {}, index % 2 === 0 ? 400 : 100);
      return aHost(id, { agentConnected: false });
    });
    const fit = fitOf(request(hosts), 10);
    expect(reasonsOf(fit, requirements, hosts)).toEqual([
      '600 hosts: not enough memory, short by 100-400 MiB',
      '400 hosts: the ECS agent on the host is not connected',
    ]);
  });

  it('a thousand hosts with other ports in use are twenty lines', () => {
    const hosts = Array.from({ length: 1_000 }, (_, index) =>
      aHost(`i-${index}`, { remaining: { ...amounts(2_048, 1_000), tcpPorts: [index] } }),
    );
    const ports = Array.from({ length: 100 }, (_, port) => ({ port, protocol: 'tcp' as const }));
    const needs = { ...requirements, ports };
    expect(reasonsOf(fitOf(request(hosts, { requirements: needs }), 1), needs, hosts)).toHaveLength(20);
  });
});

describe('in words', () => {
  it('a strategy is a sentence', () => {
    expect(strategyInWords([{ type: 'binpack', field: 'memory' }], false)).toBe(
      'Of the hosts that fit ECS takes those with the least memory left.',
    );
    expect(strategyInWords([], false)).toBe('Of the hosts that fit ECS takes any.');
    expect(strategyInWords([], true)).toMatch(/^A daemon/);
  });

  it('zones that differ by more than one are not balanced', () => {
    const task = { group: 'service:web', running: true };
    const zone = (name: string, count: number, id = name) =>
      aHost(id, { attributes: { 'ecs.availability-zone': name }, tasks: Array.from({ length: count }, () => task) });
    expect(zonesInWords([zone('a', 2), zone('b', 1)], 'service:web')).toBe(
      'Its tasks by zone: 2 in a, 1 in b; that is balanced.',
    );
    expect(zonesInWords([zone('a', 2), zone('b', 0)], 'service:web')).toMatch(/that is not balanced/);
    expect(zonesInWords([], 'service:web')).toBe('There are no hosts in any zone.');
  });

  it('launches, disruptions and back-offs that are under way are told, at most twenty', () => {
    const open = aLaunch({ number: 3, state: 'open', enteredAt: now - 20_000 });
    const draining = aDisruption({
      host: 'i-1',
      kind: 'replace',
      stage: 'draining',
      reason: 'its agent is away',
      deadline: now + minutes(5),
    });
    const ledger = aLedger({ launches: [open], disruptions: [draining] });
    const history = {
      backOff: { main: { until: now + 60_000, step: 1, reason: 'two hosts did not join', launching: '' } },
    };
    expect(underWay([ledger], history as never, undefined, now)).toEqual([
      'launch 3 of main, 1 t3.medium in us-east-1a, was asked for 20 s ago',
      'main is not launched into for another 60 s: two hosts did not join',
      `i-1 of main is draining (its agent is away), until ${new Date(now + minutes(5)).toISOString()} at most`,
    ]);
    const many = Array.from({ length: 30 }, (_, index) => ({ ...draining, host: `i-${index}` }));
    const told = underWay([aLedger({ disruptions: many })], undefined, undefined, now);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('and 10 more');
  });
});
