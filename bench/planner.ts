/** How long one plan takes, and how it grows: up to ECS's 5,000 hosts of a cluster with 50,000 tasks, at rest and in trouble. */
import { ecsConfig } from '../shared/domain/agent-config.ts';
import { noHistory } from '../shared/domain/history.ts';
import type { Disruption } from '../shared/domain/ledger.ts';
import { plan } from '../shared/domain/plan.ts';
import type { Situation } from '../shared/domain/situation.ts';
import type { ContainerInstanceView, InstanceView, TaskView } from '../shared/domain/snapshot.ts';
import type { HostGroupSpec } from '../shared/domain/spec.ts';
import { clusterTags, hostTags } from '../shared/domain/tags.ts';
import { costs, type Row } from './measure.ts';

const sizes = [500, 1_000, 2_500, 5_000] as const;
const tasksPerHost = 10;
const now = Date.UTC(2026, 0, 5);
const minuteMs = 60_000;
const stack = 'quaymaster-bench';
const configVersion = '/quaymaster/bench/clusters/c/groups/main/ecs.config:1';

interface Trouble {
  readonly what: string;
  /** Of the hosts, what EC2 shows of every such one as terminated. */
  readonly gone?: number;
  readonly count?: (hosts: number) => number;
  readonly disruption?: (host: string, index: number) => Disruption | undefined;
  readonly draining?: (index: number) => boolean;
  readonly deleting?: true;
}

const requested = (host: string, changes: Partial<Disruption> = {}): Disruption => ({
  host,
  cause: 'requested',
  kind: 'replace',
  stage: 'wanted',
  attempt: 1,
  enteredAt: now - minuteMs,
  stageAt: now - minuteMs,
  deadline: now + 15 * minuteMs,
  reason: 'replacing it was asked for',
  operation: 'op',
  ...changes,
});

const troubles: readonly Trouble[] = [
  { what: 'at rest' },
  { what: 'three of ten hosts are lost at once', gone: 0.3 },
  { what: 'every host is to be replaced', disruption: (host) => requested(host) },
  {
    what: 'one host of ten is being emptied',
    disruption: (host, index) =>
      index % 10 === 0 ? requested(host, { kind: 'remove', stage: 'draining' }) : undefined,
    draining: (index) => index % 10 === 0,
  },
  { what: 'the count is halved', count: (hosts) => hosts / 2 },
  { what: 'the cluster is deleted', deleting: true },
];

const situationOf = (hosts: number, { gone = 0, count, disruption, draining, deleting }: Trouble): Situation => {
  const ids = Array.from({ length: hosts }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
  const arnOf = (id: string) => `arn:aws:ecs:us-east-1:000000000000:container-instance/c/${id}`;
  const instances = ids.map(
    (id, index): InstanceView => ({
      id,
      state: index < gone * hosts ? 'terminated' : 'running',
      instanceType: 'm5.2xlarge',
      availabilityZone: `us-east-1${'abc'[index % 3]}`,
      market: 'on-demand',
      imageId: 'ami-1',
      launchedAt: now - 600 * minuteMs,
      clientToken: 'token',
      tags: hostTags({ stack, cluster: 'c', group: 'main', launch: 1, configVersion }),
    }),
  );
  const containerInstances = ids.map(
    (id, index): ContainerInstanceView => ({
      arn: arnOf(id),
      instanceId: id,
      status: draining?.(index) ? 'DRAINING' : 'ACTIVE',
      agentConnected: true,
      registeredAt: now - 590 * minuteMs,
      version: 1,
      registered: { cpu: 8_192, memory: 31_000, gpus: 0, tcpPorts: [], udpPorts: [] },
      remaining: { cpu: 4_096, memory: 15_000, gpus: 0, tcpPorts: [], udpPorts: [] },
      attributes: {},
      tags: {},
      // Of the hosts that are being emptied ECS counts no task any more: those that still stop have been read.
      runningTasks: draining?.(index) ? 0 : tasksPerHost,
      pendingTasks: 0,
    }),
  );
  const tasks = ids.flatMap((id) =>
    Array.from(
      { length: tasksPerHost },
      (_, number): TaskView => ({
        arn: `arn:aws:ecs:us-east-1:000000000000:task/c/${id}${number}`,
        id: `${id}${number}`,
        taskDefinition: 'web:1',
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
        group: 'service:web',
        containerInstanceArn: arnOf(id),
        createdAt: now,
        version: 1,
        containers: [],
      }),
    ),
  );
  const launch = {
    number: 1,
    state: 'launched' as const,
    enteredAt: now - 600 * minuteMs,
    settledAt: now - 600 * minuteMs,
    instanceIds: ids,
    reason: 'main has 0 hosts',
  };
  const group: HostGroupSpec = {
    name: 'main',
    count: count?.(hosts) ?? hosts,
    surge: Math.ceil(hosts / 10),
    instanceTypes: ['m5.2xlarge'],
    market: 'on-demand',
    ami: { family: 'al2023' },
    network: { subnets: [], securityGroups: [], publicIp: 'auto', availabilityZones: [] },
    rootVolume: { sizeGiB: 30, type: 'gp3' },
    agent: {},
    attributes: {},
    tags: {},
    metadataHopLimit: 1,
    allow: { privileged: false, hostNetwork: false, hostMounts: false },
  };
  const offering = { instanceType: 'm5.2xlarge', market: 'on-demand' as const, freeAddresses: 8_000 };
  const fates = ids.map((id) => [id, { group: 'main', outcome: 'joined' as const, at: now - 590 * minuteMs }] as const);
  return {
    now,
    home: { stack, region: 'us-east-1', parameterPrefix: '/quaymaster/bench', instanceProfile: 'hosts' },
    wanted: {
      cluster: 'c',
      spec: {
        groups: [group],
        policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
        tags: {},
      },
      generation: 1,
      writtenBy: 'op',
      writtenAt: now - 600 * minuteMs,
      ...(deleting && { deleting: { cascade: true } }),
    },
    services: [],
    ledgers: [
      {
        cluster: 'c',
        group: 'main',
        version: 1,
        nextLaunch: 2,
        launches: [],
        former: [launch],
        disruptions: ids.flatMap((id, index) => disruption?.(id, index) ?? []),
      },
    ],
    history: { ...noHistory('c'), settledGeneration: 1, fates: Object.fromEntries(fates) },
    demands: [],
    world: {
      cluster: {
        name: 'c',
        arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c',
        status: 'ACTIVE',
        runningTasks: hosts * tasksPerHost,
        pendingTasks: 0,
        registeredContainerInstances: hosts,
        activeServices: 0,
        tags: clusterTags(stack, 'c'),
      },
      instances,
      containerInstances,
      services: [],
      tasks,
      configs: { main: { version: 1, value: ecsConfig(group) } },
      ingredients: {
        main: {
          status: 'ready',
          offerings: ['a', 'b', 'c'].map((zone) => ({
            ...offering,
            availabilityZone: `us-east-1${zone}`,
            subnetId: `subnet-${zone}`,
            associatePublicIp: true,
            imageId: 'ami-1',
            rootDevice: '/dev/xvda',
            minimumRootGiB: 30,
          })),
        },
      },
      constraints: {},
    },
  };
};

export const rows = async (): Promise<readonly Row[]> => {
  const found: Row[] = [];
  for (const trouble of troubles) {
    const situations = sizes.map((hosts) => situationOf(hosts, trouble));
    // Fewer calls of what takes longer; a plan keeps nothing for the next one, so each is of a situation of its own.
    const times = await costs(
      situations.map((situation) => () => plan({ ...situation, world: { ...situation.world } })),
      { calls: 2, rounds: 3 },
    );
    const perHost = times.map((ms, index) => ms / (sizes[index] ?? 1));
    const growth = times.map((ms) => ms.toFixed(0)).join(', ');
    found.push({
      what: `a plan, ${trouble.what} (${growth} ms)`,
      ratio: (perHost.at(-1) ?? 0) / (perHost[0] ?? 1),
      against: `per host, of ${sizes.at(-1)} against ${sizes[0]} hosts; tasks ten times as many`,
      bound: 4,
    });
  }
  return found;
};
