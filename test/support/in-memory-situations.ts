/** Things that are there already in an in-memory world: a cluster, its hosts, a service, task definitions, tasks. */
import type { Launch, Ledger } from '../../shared/domain/ledger.ts';
import type { ContainerInstanceView, ServiceView, TaskView } from '../../shared/domain/snapshot.ts';
import { hostTags } from '../../shared/domain/tags.ts';
import type { InMemoryWorld } from './in-memory-world.ts';
import { aGroup } from './situations.ts';

export const cluster = 'demo';
const stack = 'quaymaster-test';
const configVersion = `/quaymaster/test/clusters/${cluster}/groups/main/ecs.config:1`;

/** An ARN as ECS makes them. */
export const arn = (resource: string): string => `arn:aws:ecs:us-east-1:000000000000:${resource}`;

export const hostId = (number: number): string => `i-${String(number).padStart(17, '0')}`;

const aLaunch = (world: InMemoryWorld, number: number): Launch => ({
  number,
  state: 'launched',
  enteredAt: world.nowMs - 3_600_000 + number,
  instanceIds: [hostId(number)],
  reason: 'main has 0 of 3 hosts',
  settledAt: world.nowMs - 3_599_000,
  request: {
    imageId: 'ami-00000001',
    instanceType: 't3.medium',
    subnetId: 'subnet-00000000',
    availabilityZone: 'us-east-1a',
    market: 'on-demand',
    count: 1,
    configVersion,
    userData: '',
    instanceProfile: 'hosts',
    securityGroups: [],
    associatePublicIp: true,
    rootVolume: { device: '/dev/xvda', sizeGiB: 30, type: 'gp3' },
    metadataHopLimit: 1,
    tags: {},
    clientToken: `token-${number}`,
  },
});

const aHost = (world: InMemoryWorld, number: number): ContainerInstanceView => ({
  arn: arn(`container-instance/${cluster}/${number}`),
  instanceId: hostId(number),
  status: 'ACTIVE',
  agentConnected: true,
  registeredAt: world.nowMs - 3_000_000,
  version: 1,
  registered: { cpu: 2_048, memory: 3_832, gpus: 0, tcpPorts: [22], udpPorts: [] },
  remaining: { cpu: 1_548, memory: 3_320, gpus: 0, tcpPorts: [22, 8_080], udpPorts: [] },
  attributes: {
    'ecs.availability-zone': 'us-east-1a',
    'ecs.instance-type': 't3.medium',
    'quaymaster.group': 'main',
  },
  tags: hostTags({ stack, cluster, group: 'main', launch: number, configVersion }),
  runningTasks: 1,
  pendingTasks: 0,
});

/** A settled cluster of three hosts, of generation 1. */
export const withCluster = (world: InMemoryWorld): void => {
  const spec = {
    groups: [aGroup()],
    policy: { healing: 'act' as const, drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' as const },
    tags: {},
  };
  world.clusterSpecs.set(cluster, { cluster, spec, generation: 1, writtenBy: 'earlier', writtenAt: world.nowMs });
  const numbers = [1, 2, 3];
  world.containerInstances.set(
    cluster,
    numbers.map((number) => aHost(world, number)),
  );
  const ledger: Ledger = {
    cluster,
    group: 'main',
    version: 1,
    nextLaunch: 4,
    launches: numbers.map((number) => aLaunch(world, number)),
    disruptions: [],
  };
  world.ledgers.set(`${cluster}/main`, ledger);
  world.observations.set(cluster, {
    cluster,
    startedAt: world.nowMs,
    finishedAt: world.nowMs,
    generation: 1,
    settled: true,
    waitingFor: [],
    groups: [{ group: 'main', desired: 3, joined: 3, joining: 0, draining: 0, outdatedConfig: [], configVersion }],
    services: [],
    foreignHosts: 0,
  });
};

export const withDefinition = (world: InMemoryWorld, family: string, changes: Record<string, unknown> = {}): void => {
  const revision = world.taskDefinitions.filter((one) => one.family === family).length + 1;
  world.taskDefinitions.push({
    family,
    revision,
    arn: arn(`task-definition/${family}:${revision}`),
    status: 'ACTIVE',
    document: { ...aDefinition(family), ...changes },
    tags: {},
  });
};

export const aDefinition = (family: string) => ({
  family,
  containerDefinitions: [{ name: 'web', image: 'nginx:1.29', memory: 128, essential: true }],
});

export const withService = (world: InMemoryWorld, service: string): void => {
  world.serviceSpecs.set(`${cluster}/${service}`, {
    cluster,
    service,
    generation: 1,
    writtenBy: 'earlier',
    writtenAt: world.nowMs,
    spec: {
      taskDefinition: 'web:1',
      scheduling: 'REPLICA',
      desiredCount: 2,
      placement: { name: 'az-balanced-spread' },
      deployment: { minimumHealthyPercent: 100, maximumPercent: 200, circuitBreaker: true },
      tags: {},
    },
  });
  const view: ServiceView = {
    name: service,
    arn: arn(`service/${cluster}/${service}`),
    status: 'ACTIVE',
    scheduling: 'REPLICA',
    taskDefinition: 'web:1',
    desired: 2,
    running: 2,
    pending: 0,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: true,
    placementStrategies: [],
    placementConstraints: [],
    deployments: [],
    events: [{ id: '1', at: world.nowMs, message: `(service ${service}) has reached a steady state.` }],
    tags: {},
  };
  world.services.set(cluster, [...(world.services.get(cluster) ?? []), view]);
};

export const aTask = (world: InMemoryWorld, id: string, changes: Partial<TaskView> = {}): TaskView => ({
  arn: arn(`task/${cluster}/${id}`),
  id,
  taskDefinition: 'web:1',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  group: 'family:web',
  createdAt: world.nowMs - 60_000,
  version: 3,
  containers: [{ name: 'web', image: 'nginx:1.29', lastStatus: 'RUNNING', hostPorts: [] }],
  ...changes,
});
