/** A task comes to be on a host: its record, its room there, the start of its life. */
import type { Container, ContainerDefinition, NetworkConfiguration, Tag, TaskOverride } from '@aws-sdk/client-ecs';
import { taskArn } from '../../../../shared/ecs/arns.ts';
import { taskRequirements } from '../../../../shared/ecs/requirements.ts';
import type { World } from '../../kernel/world.ts';
import { visibleFrom } from '../find.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { HostRecord, TaskDefinitionRecord, TaskRecord } from '../state.ts';
import { freeGpus } from '../views/host.ts';
import { newNetworkInterface, subnetFor } from './task-network.ts';
import { enter } from './task-records.ts';
import { beginTask } from './task-starts.ts';
import { hostChanged } from './tell.ts';

export interface Launch {
  readonly definition: TaskDefinitionRecord;
  readonly host: HostRecord;
  readonly group: string;
  readonly startedBy?: string | undefined;
  readonly owner?: { readonly service: ServiceRecord; readonly deployment: DeploymentRecord };
  readonly overrides?: TaskOverride | undefined;
  readonly network?: NetworkConfiguration | undefined;
  readonly tags: readonly Tag[];
  readonly executeCommand?: boolean | undefined;
}

/** The caller has asked placement: the host has the room. */
export const launchTask = (world: World, launch: Launch): TaskRecord => {
  const { definition, host, overrides } = launch;
  const id = world.random.hex(32);
  const arn = taskArn(world, host.cluster.name, id);
  const requirements = taskRequirements(definition.form, overrides);
  const subnet = definition.shown.networkMode === 'awsvpc' ? subnetFor(world, launch.network, host) : undefined;
  const attachments = subnet === undefined ? [] : [newNetworkInterface(world, subnet)];
  world.ecs.lastOrder += 1;
  const task: TaskRecord = {
    id,
    arn,
    order: world.ecs.lastOrder,
    cluster: host.cluster,
    host,
    definition,
    requirements,
    deployment: launch.owner?.deployment,
    service: launch.owner?.service,
    shown: {
      attachments,
      attributes: [{ name: 'ecs.cpu-architecture', value: host.attributes['ecs.cpu-architecture'] ?? 'x86_64' }],
      availabilityZone: host.availabilityZone,
      clusterArn: host.cluster.arn,
      containerInstanceArn: host.arn,
      containers: containersOf(world, arn, definition, host, attachments),
      cpu: String(requirements.cpu),
      createdAt: new Date(world.clock.now()),
      desiredStatus: 'RUNNING',
      enableExecuteCommand: launch.executeCommand ?? false,
      group: launch.group,
      healthStatus: 'UNKNOWN',
      lastStatus: attachments.length > 0 ? 'PROVISIONING' : 'PENDING',
      launchType: 'EC2',
      memory: String(requirements.memory),
      overrides: shownOverrides(definition, overrides),
      ...(launch.startedBy !== undefined && { startedBy: launch.startedBy }),
      tags: [...launch.tags],
      taskArn: arn,
      taskDefinitionArn: definition.arn,
      version: 0,
    },
    visibleAt: visibleFrom(world),
    restarts: new Map(),
    next: undefined,
    heldBack: undefined,
    protectedUntil: undefined,
  };
  enter(task);
  beginTask(world, task);
  hostChanged(world, host);
  return task;
};

const containersOf = (
  world: World,
  arn: string,
  definition: TaskDefinitionRecord,
  host: HostRecord,
  attachments: TaskRecord['shown']['attachments'],
): Container[] => {
  const gpus = [...freeGpus(host)];
  return (definition.shown.containerDefinitions ?? []).map((container) => {
    const gpuIds = gpus.splice(0, gpusOf(container));
    return {
      containerArn: `${arn.replace(':task/', ':container/')}/${world.random.uuid()}`,
      taskArn: arn,
      name: container.name,
      image: container.image,
      lastStatus: 'PENDING',
      networkInterfaces: (attachments ?? []).map(({ id, details }) => ({
        attachmentId: id,
        privateIpv4Address: details?.find(({ name }) => name === 'privateIPv4Address')?.value,
      })),
      healthStatus: 'UNKNOWN',
      cpu: String(container.cpu ?? 0),
      ...(container.memory !== undefined && { memory: String(container.memory) }),
      ...(container.memoryReservation !== undefined && { memoryReservation: String(container.memoryReservation) }),
      ...(gpuIds.length > 0 && { gpuIds }),
    };
  });
};

const gpusOf = (container: ContainerDefinition): number =>
  (container.resourceRequirements ?? []).reduce(
    (sum, { type, value }) => sum + (type === 'GPU' ? Number(value) : 0),
    0,
  );

/** Every container is named, overridden or not, as in the API's answers. */
const shownOverrides = (definition: TaskDefinitionRecord, overrides: TaskOverride | undefined): TaskOverride => ({
  ...overrides,
  containerOverrides: (definition.shown.containerDefinitions ?? []).map(
    ({ name }) => overrides?.containerOverrides?.find((override) => override.name === name) ?? { name },
  ),
  inferenceAcceleratorOverrides: [],
});
