import type { Attribute, ContainerInstance, ContainerInstanceField, Resource } from '@aws-sdk/client-ecs';
import type { HostAmounts } from '../../../../shared/ecs/host.ts';
import { countTasks } from '../find.ts';
import type { HostRecord, TaskRecord } from '../state.ts';

/** A container instance as the API shows it. Tags only when asked for; health is shown apart. */
export const shownHost = (host: HostRecord, include: readonly ContainerInstanceField[]): ContainerInstance => {
  const { running, pending } = countTasks(host.tasks);
  return {
    containerInstanceArn: host.arn,
    ec2InstanceId: host.instanceId,
    version: host.version,
    versionInfo: {
      agentVersion: host.agentVersion,
      agentHash: '*b3e0c9bd',
      dockerVersion: `DockerVersion: ${host.dockerVersion}`,
    },
    remainingResources: resources(host.remaining, freeGpus(host)),
    registeredResources: resources(host.registered, host.gpuIds),
    status: host.status,
    agentConnected: host.agentConnected,
    runningTasksCount: running,
    pendingTasksCount: pending,
    attributes: shownAttributes(host.attributes),
    registeredAt: new Date(host.registeredAt),
    attachments: [],
    tags: include.includes('TAGS') ? host.tags : [],
  };
};

/** Attributes are replaced as a whole when one changes: the list is made once for each. */
const shownAttributes = (attributes: HostRecord['attributes']): Attribute[] => {
  const known = lists.get(attributes);
  if (known !== undefined) return known;
  const list = Object.entries(attributes).map(([name, value]) => (value === '' ? { name } : { name, value }));
  lists.set(attributes, list);
  return list;
};
const lists = new WeakMap<HostRecord['attributes'], Attribute[]>();

/** PORTS are those taken, on both sides: the ones that ECS keeps for itself, and on `remaining` those of tasks too. */
const resources = (amounts: HostAmounts, gpuIds: readonly string[]): Resource[] => [
  integer('CPU', amounts.cpu),
  integer('MEMORY', amounts.memory),
  strings('PORTS', amounts.tcpPorts),
  strings('PORTS_UDP', amounts.udpPorts),
  ...(amounts.gpus > 0 || gpuIds.length > 0 ? [strings('GPU', gpuIds)] : []),
];
const integer = (name: string, value: number): Resource => ({
  name,
  type: 'INTEGER',
  doubleValue: 0,
  longValue: 0,
  integerValue: value,
});
const strings = (name: string, values: readonly (string | number)[]): Resource => ({
  name,
  type: 'STRINGSET',
  doubleValue: 0,
  longValue: 0,
  integerValue: 0,
  stringSetValue: values.map(String),
});

const gpusHeldBy = (task: TaskRecord): readonly string[] =>
  (task.shown.containers ?? []).flatMap(({ gpuIds }) => gpuIds ?? []);

/** Ids of the host's GPUs that no live task holds. */
export const freeGpus = (host: HostRecord): readonly string[] => {
  const held = new Set([...host.tasks.live].flatMap(gpusHeldBy));
  return host.gpuIds.filter((id) => !held.has(id));
};
