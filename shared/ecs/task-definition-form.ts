import { fargateRules } from './rules/fargate.ts';
import type { ContainerDefinition, PortMapping, TaskDefinition, Volume } from './task-definition.ts';
import { readShape } from './task-definition-shape.ts';
import { parseCpu, parseMemory } from './task-size.ts';

/**
 * The document as ECS answers it once it is registered: nulls and empty values gone, defaults filled in, sizes as plain
 * numbers. Without tags (they belong to the revision, not to its content) and without what only ECS knows. Idempotent.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
 */
export const normalForm = (document: TaskDefinition): TaskDefinition => {
  const { tags: _, ...definition } = readShape(document).definition;
  const { cpu, memory } = definition;
  const networkMode = definition.networkMode || 'bridge';
  return {
    ...withoutEmpty(definition),
    ...(cpu && { cpu: String(parseCpu(cpu) ?? cpu) }),
    ...(memory && { memory: String(parseMemory(memory) ?? memory) }),
    containerDefinitions: (definition.containerDefinitions ?? []).map((each) => containerForm(each, networkMode)),
    volumes: (definition.volumes ?? []).map(volumeForm),
    placementConstraints: definition.placementConstraints ?? [],
  };
};

/**
 * Whether ECS would answer both with the same content. What may come back from ECS in another order (environment, secrets,
 * containers) is compared without order.
 */
export const sameTaskDefinition = (one: TaskDefinition, other: TaskDefinition): boolean =>
  canonical(one) === canonical(other);

/** Text that is the same for the same content: a key to compare and to hash. */
export const canonical = (document: TaskDefinition): string => {
  const form = normalForm(document);
  return JSON.stringify(sortedMembers({ ...form, containerDefinitions: byName(form.containerDefinitions ?? []) }));
};

/** Launch types that the definition could be run with, as DescribeTaskDefinition answers them. */
export const compatibilities = (definition: TaskDefinition): readonly string[] => {
  const fargate = [...fargateRules({ ...definition, requiresCompatibilities: ['FARGATE'] })];
  return [
    ...(definition.networkMode === 'awsvpc' ? [] : ['EXTERNAL']),
    'EC2',
    ...(fargate.some(({ severity }) => severity === 'refusal') ? [] : ['FARGATE']),
  ];
};

const containerForm = (container: ContainerDefinition, networkMode: string): ContainerDefinition => {
  const { healthCheck } = container;
  return {
    ...withoutEmpty(container),
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    portMappings: (container.portMappings ?? []).map((mapping) => portForm(mapping, networkMode)),
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    ...(healthCheck && { healthCheck: { interval: 30, timeout: 5, retries: 3, ...healthCheck } }),
  };
};

/** A port without its other side: any port of the host with bridge, the same port with host and awsvpc. */
const portForm = (mapping: PortMapping, networkMode: string): PortMapping => {
  const { containerPort, containerPortRange, hostPort, protocol = 'tcp' } = mapping;
  if (containerPortRange !== undefined) return { ...mapping, protocol };
  const shared = networkMode === 'host' || networkMode === 'awsvpc';
  const other = shared ? hostPort || containerPort : hostPort;
  return { ...mapping, protocol, hostPort: other ?? 0 };
};

const volumeForm = (volume: Volume): Volume => {
  const { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker } = volume;
  const ofOtherKind = Object.keys(volume).some((field) => field !== 'name' && field !== 'host');
  return {
    ...volume,
    ...(!ofOtherKind && { host: volume.host ?? {} }),
    ...(efs && { efsVolumeConfiguration: { ...efs, rootDirectory: efs['rootDirectory'] || '/' } }),
    ...(docker && { dockerVolumeConfiguration: { ...docker, scope: docker['scope'] ?? 'task' } }),
  };
};

/** Empty texts, lists and objects mean the same as no value, one level deep. */
const withoutEmpty = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item))) as T;

const isEmpty = (item: unknown): boolean =>
  item === '' || (typeof item === 'object' && item !== null && Object.keys(item).length === 0);

const byName = (containers: readonly ContainerDefinition[]): readonly ContainerDefinition[] =>
  sortedByName(containers).map((container) => ({
    ...container,
    ...(container.environment && { environment: sortedByName(container.environment) }),
    ...(container.secrets && { secrets: sortedByName(container.secrets) }),
  }));

const sortedByName = <T extends { readonly name?: string }>(items: readonly T[]): readonly T[] =>
  items.toSorted((one, other) => compare(one.name ?? '', other.name ?? ''));

const sortedMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => compare(one, other));
  return members.map(([name, member]) => [name, sortedMembers(member)]);
};

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
