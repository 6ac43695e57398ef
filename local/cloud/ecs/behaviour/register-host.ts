/** An agent's first registration: what the new container instance is made of. */
import type { Tag } from '@aws-sdk/client-ecs';
import { containerInstanceArn } from '../../../../shared/ecs/arns.ts';
import { registeredResources } from '../../../../shared/ecs/registered-resources.ts';
import type { Ec2Instance } from '../../ec2/state.ts';
import type { World } from '../../kernel/world.ts';
import { newTaskSet, visibleFrom } from '../find.ts';
import type { ClusterRecord, HostRecord } from '../state.ts';
import { mergedTags } from '../tag-rules.ts';
import { agentCapabilities, stringsIn } from './agent-capabilities.ts';
import { planFlap } from './agent-disconnects.ts';
import { checkRuntimeSoon } from './host-health.ts';
import { enterHost } from './host-records.ts';
import { hostChanged } from './tell.ts';

type Config = Readonly<Record<string, string>>;

/** What an agent says of itself and its host, where that is not what follows from its instance, image and configuration. */
export type SaidByAgent = Partial<Pick<HostRecord, 'registered' | 'agentVersion' | 'dockerVersion'>>;

/** A container instance comes to be: ACTIVE, with its agent connected. */
export const registerHost = (
  world: World,
  cluster: ClusterRecord,
  instance: Ec2Instance,
  config: Config,
  said: SaidByAgent = {},
): HostRecord => {
  const host = newHost(world, cluster, instance, config, said);
  // Whoever registers in the place of an agent is one from now on.
  if (!world.ecs.agents.has(instance.id))
    world.ecs.agents.set(instance.id, {
      instanceId: instance.id,
      config: { ...config, ECS_CLUSTER: cluster.name },
      attempt: undefined,
    });
  enterHost(world, host);
  hostChanged(world, host);
  checkRuntimeSoon(world, host);
  planFlap(world, host);
  return host;
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
const newHost = (
  world: World,
  cluster: ClusterRecord,
  instance: Ec2Instance,
  config: Config,
  said: SaidByAgent,
): HostRecord => {
  const id = world.random.hex(32);
  const now = world.clock.now();
  const whole = registeredResources(instance.type, Number(config['ECS_RESERVED_MEMORY'] ?? 0) || 0);
  const registered = said.registered ?? {
    ...whole,
    tcpPorts: reservedPorts(config, whole.tcpPorts),
    udpPorts: [...whole.udpPorts, ...portsIn(config['ECS_RESERVED_PORTS_UDP'])],
  };
  return {
    id,
    arn: containerInstanceArn(world, cluster.name, id),
    instanceId: instance.id,
    availabilityZone: instance.availabilityZone,
    cluster,
    status: 'ACTIVE',
    agentConnected: true,
    away: undefined,
    flap: undefined,
    forgotten: false,
    runtime: { status: 'INITIALIZING', since: now },
    connectivity: { status: 'OK', since: now },
    version: 0,
    registeredAt: now,
    visibleAt: visibleFrom(world),
    agentVersion: said.agentVersion ?? instance.image.ecs?.agentVersion ?? 'unknown',
    dockerVersion: said.dockerVersion ?? instance.image.ecs?.dockerVersion ?? 'unknown',
    attributes: Object.fromEntries([
      ...builtIn(instance),
      ...agentCapabilities(config, instance.type.gpus),
      ...Object.entries(textsIn(config['ECS_INSTANCE_ATTRIBUTES'])),
    ]),
    tags: tagsOf(instance, config),
    registered,
    remaining: registered,
    gpuIds: Array.from({ length: instance.type.gpus }, () => `GPU-${world.random.uuid()}`),
    tasks: newTaskSet(),
    groups: new Map(),
    ended: undefined,
    notice: undefined,
    inactiveSince: undefined,
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes */
const builtIn = (instance: Ec2Instance): readonly (readonly [string, string])[] => [
  ['ecs.ami-id', instance.image.id],
  ['ecs.availability-zone', instance.availabilityZone],
  ['ecs.cpu-architecture', instance.architecture],
  ['ecs.instance-type', instance.type.name],
  ['ecs.os-family', 'LINUX'],
  ['ecs.os-type', 'linux'],
  ['ecs.subnet-id', instance.subnetId],
  ['ecs.vpc-id', instance.vpcId],
];

/** ECS_CONTAINER_INSTANCE_TAGS win over tags taken over from the EC2 instance; AWS's own tags are not taken over. */
const tagsOf = (instance: Ec2Instance, config: Config): Tag[] => {
  const asTags = (pairs: Iterable<readonly [string, string]>): Tag[] =>
    Array.from(pairs, ([key, value]) => ({ key, value }));
  const propagated =
    config['ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM'] === 'ec2_instance'
      ? [...instance.tags].filter(([key]) => !key.startsWith('aws:'))
      : [];
  return mergedTags(asTags(propagated), asTags(Object.entries(textsIn(config['ECS_CONTAINER_INSTANCE_TAGS']))));
};

/**
 * ECS_RESERVED_PORTS stands in the place of the agent's own list; the port of its metrics comes on top
 * (agent/config/config_unix.go of aws/amazon-ecs-agent). The guide counts 51680 among those reserved in any case; the container
 * instances in its examples do not have it.
 */
const reservedPorts = (config: Config, byDefault: readonly number[]): readonly number[] => [
  ...(config['ECS_RESERVED_PORTS'] === undefined ? byDefault : portsIn(config['ECS_RESERVED_PORTS'])),
  ...(config['ECS_ENABLE_PROMETHEUS_METRICS'] === 'true' ? [metricsPort] : []),
];
const metricsPort = 51_680;

const portsIn = (text: string | undefined): readonly number[] =>
  (stringsIn(text) ?? []).map(Number).filter((port) => Number.isInteger(port) && port > 0 && port <= 65_535);

/** A JSON object of texts; whatever else stands there is taken as empty. */
const textsIn = (text: string | undefined): Readonly<Record<string, string>> => {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
  } catch {
    return {};
  }
};
