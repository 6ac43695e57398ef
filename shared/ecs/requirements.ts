import { requiredAttributes } from './required-attributes.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';
import { parseCpu, parseMemory } from './task-size.ts';

export type Protocol = 'tcp' | 'udp';
export type NetworkMode = 'bridge' | 'host' | 'awsvpc' | 'none' | 'default';

/** What a task takes from the host that it is placed on, and what the host must offer. CPU units and MiB. */
export interface TaskRequirements {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  /** Host ports that must be free; none for awsvpc, whose tasks have a network interface of their own. */
  readonly ports: readonly HostPort[];
  /** Ports that the host picks from its ephemeral range when the task starts. */
  readonly dynamicPorts: number;
  readonly networkMode: NetworkMode;
  /**
   * The processor that the images are built for, as in the attribute ecs.cpu-architecture, where the definition says it. ECS
   * does not look at it when it places on EC2: whoever wants it heeded adds a constraint.
   */
  readonly architecture?: 'x86_64' | 'arm64';
  /** awsvpc: the task takes one of the host's network interfaces. */
  readonly needsEni: boolean;
  /** Attributes that the host must have; with a value, exactly that one. */
  readonly attributes: readonly RequiredAttribute[];
  /** The definition's own memberOf expressions. */
  readonly constraints: readonly string[];
  readonly privileged: boolean;
  readonly hostNetwork: boolean;
  /** Paths of the host that containers see. */
  readonly hostMounts: readonly string[];
}
export interface HostPort {
  readonly port: number;
  readonly protocol: Protocol;
}
export interface RequiredAttribute {
  readonly name: string;
  readonly value?: string;
}

/** The part of RunTask's `overrides` that changes what a task takes. */
export interface SizeOverrides {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
  readonly containerOverrides?:
    | readonly {
        readonly name?: string | undefined;
        readonly cpu?: number | undefined;
        readonly memory?: number | undefined;
        readonly memoryReservation?: number | undefined;
      }[]
    | undefined;
}

/**
 * ECS's accounting: the size of the whole task where it has one; otherwise the sum of its containers, of which each counts
 * with its `memoryReservation` if it has one, else with its `memory`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export const taskRequirements = (definition: TaskDefinition, overrides: SizeOverrides = {}): TaskRequirements => {
  const containers = (definition.containerDefinitions ?? []).map((container) => overridden(container, overrides));
  const networkMode = networkModeOf(definition);
  const taskCpu = sizeOf(overrides.cpu ?? definition.cpu, parseCpu);
  const taskMemory = sizeOf(overrides.memory ?? definition.memory, parseMemory);
  const architecture = definition.runtimePlatform?.cpuArchitecture;
  return {
    cpu: taskCpu ?? sum(containers.map((container) => container.cpu ?? 0)),
    memory: taskMemory ?? sum(containers.map((container) => container.memoryReservation ?? container.memory ?? 0)),
    gpus: sum(containers.map(gpusOf)),
    ...portsOf(containers, networkMode),
    networkMode,
    ...(architecture !== undefined && { architecture: architecture === 'ARM64' ? 'arm64' : 'x86_64' }),
    needsEni: networkMode === 'awsvpc',
    attributes: requiredAttributes(definition),
    constraints: (definition.placementConstraints ?? []).flatMap(({ expression }) => expression ?? []),
    privileged: containers.some((container) => container.privileged === true),
    hostNetwork: networkMode === 'host',
    hostMounts: (definition.volumes ?? []).flatMap((volume) => volume.host?.sourcePath ?? []),
  };
};

/**
 * `bridge` unless the definition says otherwise.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#network_mode
 */
export const networkModeOf = (definition: TaskDefinition): NetworkMode =>
  (definition.networkMode ?? 'bridge') as NetworkMode;

const overridden = (container: ContainerDefinition, overrides: SizeOverrides): ContainerDefinition => {
  const override = overrides.containerOverrides?.find(({ name }) => name === container.name);
  if (override === undefined) return container;
  const { cpu = container.cpu, memory = container.memory } = override;
  const { memoryReservation = container.memoryReservation } = override;
  return {
    ...container,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(memoryReservation !== undefined && { memoryReservation }),
  };
};

const portsOf = (containers: readonly ContainerDefinition[], networkMode: NetworkMode) => {
  if (networkMode === 'awsvpc' || networkMode === 'none') return { ports: [], dynamicPorts: 0 };
  const ports: HostPort[] = [];
  let dynamicPorts = 0;
  for (const mapping of containers.flatMap((container) => container.portMappings ?? [])) {
    const protocol: Protocol = mapping.protocol === 'udp' ? 'udp' : 'tcp';
    const port = mapping.hostPort || (networkMode === 'host' ? (mapping.containerPort ?? 0) : 0);
    if (port > 0) ports.push({ port, protocol });
    else dynamicPorts += rangeLength(mapping.containerPortRange);
  }
  return { ports, dynamicPorts };
};

const rangeLength = (range: string | undefined): number => {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return from === undefined || to === undefined ? 1 : Number(to) - Number(from) + 1;
};

/** `ALL` takes every GPU of the host, so at least one. */
const gpusOf = (container: ContainerDefinition): number =>
  sum(
    (container.resourceRequirements ?? []).map(({ type, value = '' }) => {
      if (type !== 'GPU') return 0;
      return value === 'ALL' ? 1 : Number(value) || 0;
    }),
  );

const sizeOf = (text: string | undefined, parse: (text: string) => number | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : parse(text);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
