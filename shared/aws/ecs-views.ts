/** ECS's shapes in our words. */
import type {
  Attachment,
  AwsVpcConfiguration,
  Cluster,
  ContainerInstance,
  Resource,
  Service,
  Tag,
  Task,
} from '@aws-sdk/client-ecs';
import type { ClusterView, ContainerInstanceView, ResourceAmounts, ServiceView, TaskView } from '../domain/snapshot.ts';

export const tagRecord = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? '', tag.value ?? '']));

export const tagList = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

export const clusterView = (cluster: Cluster): ClusterView => ({
  name: cluster.clusterName ?? '',
  arn: cluster.clusterArn ?? '',
  status: (cluster.status ?? 'ACTIVE') as ClusterView['status'],
  runningTasks: cluster.runningTasksCount ?? 0,
  pendingTasks: cluster.pendingTasksCount ?? 0,
  registeredContainerInstances: cluster.registeredContainerInstancesCount ?? 0,
  activeServices: cluster.activeServicesCount ?? 0,
  tags: tagRecord(cluster.tags),
});

export const containerInstanceView = (instance: ContainerInstance): ContainerInstanceView => ({
  arn: instance.containerInstanceArn ?? '',
  instanceId: instance.ec2InstanceId ?? '',
  status: (instance.status ?? 'ACTIVE') as ContainerInstanceView['status'],
  agentConnected: instance.agentConnected ?? false,
  registeredAt: instance.registeredAt?.getTime() ?? 0,
  version: instance.version ?? 0,
  registered: amounts(instance.registeredResources),
  remaining: amounts(instance.remainingResources),
  attributes: Object.fromEntries((instance.attributes ?? []).map((one) => [one.name ?? '', one.value ?? ''])),
  tags: tagRecord(instance.tags),
  runningTasks: instance.runningTasksCount ?? 0,
  pendingTasks: instance.pendingTasksCount ?? 0,
  ...runtimeOf(instance),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html */
const runtimeOf = ({ healthStatus }: ContainerInstance): Pick<ContainerInstanceView, 'runtime'> => {
  const status = healthStatus?.overallStatus;
  return status === undefined ? {} : { runtime: status as NonNullable<ContainerInstanceView['runtime']> };
};

/** `PORTS` lists the host ports that are taken, on registered and on remaining resources alike. */
const amounts = (resources: readonly Resource[] | undefined): ResourceAmounts => {
  const named = (name: string) => resources?.find((resource) => resource.name === name);
  const ports = (name: string) => (named(name)?.stringSetValue ?? []).map(Number);
  return {
    cpu: named('CPU')?.integerValue ?? 0,
    memory: named('MEMORY')?.integerValue ?? 0,
    gpus: named('GPU')?.stringSetValue?.length ?? 0,
    tcpPorts: ports('PORTS'),
    udpPorts: ports('PORTS_UDP'),
  };
};

export const shortTaskDefinition = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';

export const taskView = (task: Task): TaskView => ({
  arn: task.taskArn ?? '',
  id: task.taskArn?.split('/').at(-1) ?? '',
  taskDefinition: shortTaskDefinition(task.taskDefinitionArn),
  lastStatus: task.lastStatus ?? '',
  desiredStatus: task.desiredStatus ?? '',
  group: task.group ?? '',
  createdAt: task.createdAt?.getTime() ?? 0,
  version: task.version ?? 0,
  ...(task.startedBy !== undefined && { startedBy: task.startedBy }),
  ...(task.containerInstanceArn !== undefined && { containerInstanceArn: task.containerInstanceArn }),
  ...(task.availabilityZone !== undefined && { availabilityZone: task.availabilityZone }),
  ...(task.startedAt !== undefined && { startedAt: task.startedAt.getTime() }),
  ...(task.stoppedAt !== undefined && { stoppedAt: task.stoppedAt.getTime() }),
  ...(task.stopCode !== undefined && { stopCode: task.stopCode }),
  ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
  containers: (task.containers ?? []).map((container) => ({
    name: container.name ?? '',
    image: container.image ?? '',
    lastStatus: container.lastStatus ?? '',
    ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
    ...(container.reason !== undefined && { reason: container.reason }),
    hostPorts: (container.networkBindings ?? []).flatMap((binding) => binding.hostPort ?? []),
  })),
  ...networkInterface(task.attachments?.find(({ type }) => type === 'ElasticNetworkInterface')),
});

/** Its details come one by one while it is made. */
const networkInterface = (attachment: Attachment | undefined): Pick<TaskView, 'networkInterface'> => {
  const detail = (named: string) => attachment?.details?.find(({ name }) => name === named)?.value;
  const [id, subnetId, privateIp] = [detail('networkInterfaceId'), detail('subnetId'), detail('privateIPv4Address')];
  if (id === undefined || subnetId === undefined) return {};
  return { networkInterface: { id, subnetId, ...(privateIp !== undefined && { privateIp }) } };
};

export const serviceView = (service: Service): ServiceView => ({
  name: service.serviceName ?? '',
  arn: service.serviceArn ?? '',
  status: (service.status ?? 'ACTIVE') as ServiceView['status'],
  scheduling: service.schedulingStrategy === 'DAEMON' ? 'DAEMON' : 'REPLICA',
  taskDefinition: shortTaskDefinition(service.taskDefinition),
  desired: service.desiredCount ?? 0,
  running: service.runningCount ?? 0,
  pending: service.pendingCount ?? 0,
  minimumHealthyPercent: service.deploymentConfiguration?.minimumHealthyPercent ?? 100,
  maximumPercent: service.deploymentConfiguration?.maximumPercent ?? 200,
  circuitBreaker: service.deploymentConfiguration?.deploymentCircuitBreaker?.enable ?? false,
  placementStrategies: (service.placementStrategy ?? []).map((strategy) => ({
    type: strategy.type ?? '',
    ...(strategy.field !== undefined && { field: strategy.field }),
  })),
  placementConstraints: (service.placementConstraints ?? []).map((constraint) => ({
    type: constraint.type ?? '',
    ...(constraint.expression !== undefined && { expression: constraint.expression }),
  })),
  ...taskNetwork(service.networkConfiguration?.awsvpcConfiguration),
  deployments: (service.deployments ?? []).map((deployment) => ({
    id: deployment.id ?? '',
    status: deployment.status ?? '',
    taskDefinition: shortTaskDefinition(deployment.taskDefinition),
    ...(deployment.rolloutState !== undefined && { rolloutState: deployment.rolloutState }),
    ...(deployment.rolloutStateReason !== undefined && { rolloutStateReason: deployment.rolloutStateReason }),
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    pending: deployment.pendingCount ?? 0,
    failed: deployment.failedTasks ?? 0,
    createdAt: deployment.createdAt?.getTime() ?? 0,
  })),
  events: (service.events ?? []).map((event) => ({
    id: event.id ?? '',
    at: event.createdAt?.getTime() ?? 0,
    message: event.message ?? '',
  })),
  tags: tagRecord(service.tags),
});

const taskNetwork = (network: AwsVpcConfiguration | undefined): Pick<ServiceView, 'network'> =>
  network === undefined
    ? {}
    : { network: { subnets: network.subnets ?? [], securityGroups: network.securityGroups ?? [] } };
