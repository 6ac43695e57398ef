import type { HostCapacity } from '../../shared/ecs/host.ts';
import { registeredResources } from '../../shared/ecs/registered-resources.ts';
import { type TaskRequirements, taskRequirements } from '../../shared/ecs/requirements.ts';
import type { ContainerDefinition, TaskDefinition } from '../../shared/ecs/task-definition.ts';

/** A t3.medium without tasks, unless said otherwise. `groups` are tasks that run on it, without taking anything. */
export const aHost = ({
  groups = [],
  zone = 'us-east-1a',
  type = 't3.medium',
  attributes = {},
  remaining = {},
  ...rest
}: Partial<Omit<HostCapacity, 'remaining' | 'tasks' | 'groups'>> & {
  readonly groups?: readonly string[];
  readonly zone?: string;
  readonly type?: string;
  readonly remaining?: Partial<HostCapacity['remaining']>;
} = {}): HostCapacity => {
  const registered = registeredResources({ vcpus: 2, memoryMiB: 4_096, networkInterfaces: 3, gpus: 0 });
  return {
    id: 'host-1',
    ec2InstanceId: 'i-0123456789abcdef0',
    status: 'ACTIVE',
    agentConnected: true,
    agentVersion: '1.98.0',
    registeredAt: Date.parse('2026-01-01T00:00:00Z'),
    registered,
    remaining: { ...registered, ...remaining },
    attributes: { 'ecs.availability-zone': zone, 'ecs.instance-type': type, 'ecs.os-type': 'linux', ...attributes },
    tasks: groups.map((group) => ({ group, running: true })),
    ...rest,
  };
};

export const aContainer = (parts: Partial<ContainerDefinition> = {}): ContainerDefinition => ({
  name: 'web',
  image: 'nginx',
  memory: 256,
  ...parts,
});

export const aDefinition = (parts: TaskDefinition = {}): TaskDefinition => ({
  family: 'web',
  containerDefinitions: [aContainer()],
  ...parts,
});

export const aTask = (parts: Partial<TaskRequirements> = {}): TaskRequirements => ({
  ...taskRequirements(aDefinition({ containerDefinitions: [aContainer({ cpu: 256, memory: 512 })] })),
  ...parts,
});
