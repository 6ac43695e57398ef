/** Builders for what the planner looks at: small wholes with sensible defaults, of which a test names what matters. */
import { ecsConfig } from '../../shared/domain/agent-config.ts';
import { emptyLedger } from '../../shared/domain/capacity.ts';
import { type History, noHistory } from '../../shared/domain/history.ts';
import type { Disruption, Launch, Ledger } from '../../shared/domain/ledger.ts';
import type { Home, Ingredients, Offering, Situation, World } from '../../shared/domain/situation.ts';
import type { ContainerInstanceView, InstanceView } from '../../shared/domain/snapshot.ts';
import type { ClusterPolicy, HostGroupSpec, StoredService } from '../../shared/domain/spec.ts';
import { clusterTags, hostTags } from '../../shared/domain/tags.ts';

export const now = Date.parse('2026-03-01T12:00:00Z');
export const minutes = (count: number): number => count * 60_000;

export const home: Home = {
  stack: 'quaymaster-test',
  region: 'us-east-1',
  parameterPrefix: '/quaymaster/test',
  instanceProfile: 'quaymaster-test-hosts',
};

export const aGroup = (changes: Partial<HostGroupSpec> = {}): HostGroupSpec => ({
  name: 'main',
  count: 3,
  surge: 1,
  instanceTypes: ['t3.medium'],
  market: 'on-demand',
  ami: { family: 'al2023' },
  network: { subnets: [], securityGroups: [], publicIp: 'auto', availabilityZones: [] },
  rootVolume: { sizeGiB: 30, type: 'gp3' },
  agent: {},
  attributes: {},
  tags: {},
  metadataHopLimit: 1,
  allow: { privileged: false, hostNetwork: false, hostMounts: false },
  ...changes,
});

export interface HostSketch {
  readonly id: string;
  readonly group?: string;
  readonly state?: 'joining' | 'joined' | 'away' | 'draining' | 'stopped' | 'terminated';
  readonly zone?: string;
  readonly tasks?: number;
  readonly launchedAt?: number;
  /** Number of the launch that it came from. */
  readonly launch?: number;
  /** It is still registered although it is stopped or terminated. */
  readonly registered?: boolean;
  readonly configVersion?: number;
}

const configName = (group: string): string => `/quaymaster/test/clusters/c/groups/${group}/ecs.config`;

export const anInstance = (host: HostSketch): InstanceView => {
  const group = host.group ?? 'main';
  const states = { joining: 'running', joined: 'running', away: 'running', draining: 'running' } as const;
  const state = host.state ?? 'joined';
  return {
    id: host.id,
    state: state === 'stopped' || state === 'terminated' ? state : states[state],
    instanceType: 't3.medium',
    availabilityZone: `us-east-1${host.zone ?? 'a'}`,
    market: 'on-demand',
    imageId: 'ami-00000001',
    launchedAt: host.launchedAt ?? now - minutes(120),
    clientToken: `token-${host.launch ?? 1}`,
    tags: hostTags({
      stack: home.stack,
      cluster: 'c',
      group,
      launch: host.launch ?? 1,
      configVersion: `${configName(group)}:${host.configVersion ?? 1}`,
    }),
  };
};

export const aContainerInstance = (host: HostSketch): ContainerInstanceView => ({
  arn: `arn:aws:ecs:us-east-1:000000000000:container-instance/c/${host.id}`,
  instanceId: host.id,
  status: host.state === 'draining' ? 'DRAINING' : 'ACTIVE',
  agentConnected: host.state === undefined || host.state === 'joined' || host.state === 'draining',
  registeredAt: now - minutes(110),
  version: 1,
  registered: { cpu: 2_048, memory: 3_900, gpus: 0, tcpPorts: [], udpPorts: [] },
  remaining: { cpu: 2_048, memory: 3_900, gpus: 0, tcpPorts: [], udpPorts: [] },
  attributes: {},
  tags: {},
  runningTasks: host.tasks ?? 0,
  pendingTasks: 0,
});

export const aLaunch = (changes: Partial<Launch> & Pick<Launch, 'number'>): Launch => ({
  state: 'launched',
  enteredAt: now - minutes(120),
  settledAt: now - minutes(120),
  instanceIds: [],
  reason: 'a test',
  request: {
    imageId: 'ami-00000001',
    instanceType: 't3.medium',
    subnetId: 'subnet-a',
    availabilityZone: 'us-east-1a',
    market: 'on-demand',
    count: 1,
    configVersion: `${configName('main')}:1`,
    userData: '',
    instanceProfile: home.instanceProfile,
    securityGroups: [],
    associatePublicIp: true,
    rootVolume: { device: '/dev/xvda', sizeGiB: 30, type: 'gp3' },
    metadataHopLimit: 1,
    tags: {},
    clientToken: `token-${changes.number}`,
  },
  ...changes,
});

export const aDisruption = (changes: Partial<Disruption> & Pick<Disruption, 'host' | 'kind'>): Disruption => ({
  cause: 'requested',
  stage: 'wanted',
  attempt: 1,
  enteredAt: now,
  stageAt: now,
  deadline: now + minutes(15),
  reason: `${changes.kind} was asked for`,
  operation: 'op-1',
  ...changes,
});

export const aLedger = (changes: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger('c', changes.group ?? 'main'),
  version: 1,
  nextLaunch: 100,
  ...changes,
});

export const offerings = (zones = ['a', 'b', 'c'], types = ['t3.medium']): readonly Offering[] =>
  types.flatMap((instanceType) =>
    zones.map((zone) => ({
      instanceType,
      market: 'on-demand' as const,
      availabilityZone: `us-east-1${zone}`,
      subnetId: `subnet-${zone}`,
      freeAddresses: 4_000,
      associatePublicIp: true,
      imageId: 'ami-00000001',
      rootDevice: '/dev/xvda',
      minimumRootGiB: 30,
    })),
  );

export interface Sketch {
  readonly groups?: readonly HostGroupSpec[];
  readonly policy?: Partial<ClusterPolicy>;
  readonly generation?: number;
  readonly deleting?: { readonly cascade: boolean };
  readonly hosts?: readonly HostSketch[];
  /** By default one launch, entered long ago, that all hosts of the group came from. */
  readonly ledgers?: readonly Ledger[];
  readonly disruptions?: readonly Disruption[];
  readonly history?: Partial<History>;
  readonly services?: readonly StoredService[];
  readonly ingredients?: Ingredients;
  readonly world?: Partial<World>;
  readonly now?: number;
}

/** A cluster `c` that has been there for a while, with these hosts. */
export const aSituation = (sketch: Sketch = {}): Situation => {
  const groups = sketch.groups ?? [aGroup()];
  const hosts = sketch.hosts ?? [];
  const names = [...new Set([...groups.map(({ name }) => name), ...hosts.map(({ group = 'main' }) => group)])];
  const ledgers =
    sketch.ledgers ??
    names.map((group) => {
      const ids = hosts.filter((host) => (host.group ?? 'main') === group).map(({ id }) => id);
      const disruptions = (sketch.disruptions ?? []).filter(({ host }) => ids.includes(host));
      return aLedger({
        group,
        launches: ids.length > 0 ? [aLaunch({ number: 1, instanceIds: ids })] : [],
        disruptions,
      });
    });
  const registered = hosts.filter(({ state = 'joined', registered }) =>
    ['joined', 'away', 'draining'].includes(state) ? registered !== false : registered === true,
  );
  const generation = sketch.generation ?? 1;
  return {
    now: sketch.now ?? now,
    home,
    wanted: {
      cluster: 'c',
      spec: {
        groups,
        policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up', ...sketch.policy },
        tags: {},
      },
      generation,
      writtenBy: 'op-spec',
      writtenAt: now - minutes(150),
      ...(sketch.deleting !== undefined && { deleting: sketch.deleting }),
    },
    services: sketch.services ?? [],
    ledgers,
    history: { ...noHistory('c'), settledGeneration: generation, ...sketch.history },
    demands: [],
    world: {
      cluster: {
        name: 'c',
        arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c',
        status: 'ACTIVE',
        runningTasks: 0,
        pendingTasks: 0,
        registeredContainerInstances: registered.length,
        activeServices: 0,
        tags: clusterTags(home.stack, 'c'),
      },
      instances: hosts.map(anInstance),
      containerInstances: registered.map(aContainerInstance),
      services: [],
      tasks: [],
      configs: Object.fromEntries(groups.map((group) => [group.name, { version: 1, value: ecsConfig(group) }])),
      ingredients: Object.fromEntries(
        groups.map(({ name }) => [name, sketch.ingredients ?? { status: 'ready', offerings: offerings() }]),
      ),
      constraints: Object.fromEntries((sketch.services ?? []).map(({ service }) => [service, []])),
      ...sketch.world,
    },
  };
};
