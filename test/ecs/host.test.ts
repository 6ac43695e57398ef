import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { release, reserve, unmet } from '../../shared/ecs/host.ts';
import { agentPorts, memoryTheAgentSees, registeredResources } from '../../shared/ecs/registered-resources.ts';
import type { TaskRequirements } from '../../shared/ecs/requirements.ts';
import { aHost, aTask } from './builders.ts';

const reasons = (host: Parameters<typeof unmet>[0], task: TaskRequirements) =>
  unmet(host, task).map(({ reason }) => reason);

describe('what a host lacks for a task', () => {
  it.each([
    { reason: 'nothing', host: aHost(), task: aTask(), lacks: [] },
    { reason: 'exactly enough', host: aHost({ remaining: { cpu: 256, memory: 512 } }), task: aTask(), lacks: [] },
    { reason: 'CPU', host: aHost({ remaining: { cpu: 255 } }), task: aTask(), lacks: ['RESOURCE:CPU'] },
    { reason: 'memory', host: aHost({ remaining: { memory: 511 } }), task: aTask(), lacks: ['RESOURCE:MEMORY'] },
    { reason: 'GPUs', host: aHost(), task: aTask({ gpus: 1 }), lacks: ['RESOURCE:GPU'] },
    {
      reason: 'an interface',
      host: aHost({ remaining: { enis: 0 } }),
      task: aTask({ needsEni: true }),
      lacks: ['RESOURCE:ENI'],
    },
    {
      reason: 'a port that a task has',
      host: aHost({ remaining: { tcpPorts: [...agentPorts, 80] } }),
      task: aTask({ ports: [{ port: 80, protocol: 'tcp' }] }),
      lacks: ['RESOURCE:PORTS'],
    },
    {
      reason: "the agent's port",
      host: aHost(),
      task: aTask({ ports: [{ port: 51_678, protocol: 'tcp' }] }),
      lacks: ['RESOURCE:PORTS'],
    },
    {
      reason: 'nothing: the port is taken for the other protocol',
      host: aHost({ remaining: { tcpPorts: [53] } }),
      task: aTask({ ports: [{ port: 53, protocol: 'udp' }] }),
      lacks: [],
    },
    {
      reason: 'room for a hundred and first port',
      host: aHost({ remaining: { tcpPorts: Array.from({ length: 100 }, (_, index) => index + 1) } }),
      task: aTask({ ports: [{ port: 8_080, protocol: 'tcp' }] }),
      lacks: ['RESOURCE:PORTS'],
    },
    { reason: 'an attribute', host: aHost(), task: aTask({ attributes: [{ name: 'ssd' }] }), lacks: ['ATTRIBUTE'] },
    {
      reason: 'the value of an attribute',
      host: aHost({ attributes: { disk: 'hdd' } }),
      task: aTask({ attributes: [{ name: 'disk', value: 'ssd' }] }),
      lacks: ['ATTRIBUTE'],
    },
    { reason: 'its agent', host: aHost({ agentConnected: false }), task: aTask(), lacks: ['AGENT'] },
    { reason: 'being active', host: aHost({ status: 'DRAINING' }), task: aTask(), lacks: ['INACTIVE'] },
    {
      reason: 'several things at once',
      host: aHost({ agentConnected: false, remaining: { cpu: 0, memory: 0 } }),
      task: aTask(),
      lacks: ['AGENT', 'RESOURCE:CPU', 'RESOURCE:MEMORY'],
    },
  ])('is $reason', ({ host, task, lacks }) => expect(reasons(host, task)).toEqual(lacks));

  it('is said with numbers', () => {
    const [only] = unmet(aHost({ remaining: { memory: 100 } }), aTask());
    expect(only?.detail).toBe('the task needs 512 MiB of memory, 100 are free');
  });
});

describe('accounting', () => {
  const anyTask = fc.record({
    cpu: fc.nat(4_096),
    memory: fc.nat(8_192),
    port: fc.integer({ min: 1, max: 40_000 }),
    eni: fc.boolean(),
  });

  it('gives back exactly what it took, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyTask, { selector: ({ port }) => port, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (parts, picks) => {
          const tasks = parts
            .filter(({ port }) => !agentPorts.includes(port))
            .map(({ cpu, memory, port, eni }) =>
              aTask({ cpu, memory, ports: [{ port, protocol: 'tcp' }], needsEni: eni }),
            );
          const empty = aHost();
          const task = { group: 'service:web', running: false };
          let host = tasks.reduce((before, each) => reserve(before, each, task), empty);
          expect(host.tasks).toHaveLength(tasks.length);
          for (const left = [...tasks]; left.length > 0; ) {
            const [gone] = left.splice(picks.next().value % left.length, 1);
            host = release(host, gone!, task);
          }
          expect(host).toEqual(empty);
        },
      ),
    );
  });

  it('does not touch the host it was given', () => {
    const host = aHost();
    reserve(host, aTask(), { group: 'service:web', running: false });
    expect(host).toEqual(aHost());
  });
});

describe('what a host registers', () => {
  it('is 1,024 CPU units per vCPU, less memory than nominal, the ports of the agent and all interfaces but the first', () => {
    expect(registeredResources({ vcpus: 2, memoryMiB: 4_096, networkInterfaces: 3, gpus: 1 }, 100)).toEqual({
      cpu: 2_048,
      memory: 3_732,
      gpus: 1,
      tcpPorts: [22, 2376, 2375, 51678, 51679],
      udpPorts: [],
      enis: 2,
    });
  });

  it.each([
    ['t3.small', 2_048, 1_901],
    ['t3.medium', 4_096, 3_828],
    ['inf1.xlarge', 8_192, 7_667],
    ['m5.large', 8_192, 7_680],
    ['g4dn.xlarge', 16_384, 15_731],
    ['m5.xlarge', 16_384, 15_576],
    ['m5.2xlarge', 32_768, 31_368],
    ['m5.4xlarge', 65_536, 62_950],
    ['m5.12xlarge', 196_608, 189_283],
  ])('is within 2 % of the memory that a %s was seen to register', (_, nominal, seen) => {
    expect(Math.abs(memoryTheAgentSees(nominal) - seen) / seen).toBeLessThan(0.02);
  });
});
