import { limits } from './limits.ts';
import type { HostPort, RequiredAttribute, TaskRequirements } from './requirements.ts';

/** A container instance as placement sees it. Amounts are CPU units and MiB; ids are whatever the caller names hosts by. */
export interface HostCapacity {
  readonly id: string;
  readonly ec2InstanceId?: string;
  /** Only ACTIVE hosts take tasks. */
  readonly status: string;
  readonly agentConnected: boolean;
  readonly agentVersion?: string;
  /** Epoch milliseconds. */
  readonly registeredAt?: number;
  readonly registered: HostAmounts;
  readonly remaining: HostAmounts;
  /** Built-in, capability and custom attributes; an attribute without a value has the empty string. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Tasks placed here that have not stopped. */
  readonly tasks: readonly PlacedTask[];
  /** How many of them are of which group, from who keeps count; else they are counted. */
  readonly groups?: ReadonlyMap<string, number>;
}
export interface HostAmounts {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  /** Ports taken (as in ECS's PORTS resource); on `registered` those that the agent keeps for itself. */
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
  /** Network interfaces for awsvpc tasks; absent: not limited. */
  readonly enis?: number;
}
export interface PlacedTask {
  readonly group: string;
  /** Running as opposed to on its way up. */
  readonly running: boolean;
}

/** ECS's words for why a host does not take a task, and a sentence for people. */
export interface Unmet {
  readonly reason: UnmetReason;
  readonly detail: string;
}
export type UnmetReason =
  | 'AGENT'
  | 'INACTIVE'
  | 'RESOURCE:CPU'
  | 'RESOURCE:MEMORY'
  | 'RESOURCE:PORTS'
  | 'RESOURCE:GPU'
  | 'RESOURCE:ENI'
  | 'ATTRIBUTE'
  | 'MemberOf placement constraint unsatisfied.'
  | 'DistinctInstance placement constraint unsatisfied.';

/** What the host lacks for a task, all of it; empty when it fits. Constraints are the business of placement.ts. */
export const unmet = (host: HostCapacity, requirements: TaskRequirements): readonly Unmet[] => {
  const { remaining } = host;
  const found: Unmet[] = [];
  const lacks = (reason: UnmetReason, detail: string) => found.push({ reason, detail });
  if (host.status !== 'ACTIVE') lacks('INACTIVE', `the host is ${host.status}`);
  if (!host.agentConnected) lacks('AGENT', 'the ECS agent on the host is not connected');
  if (requirements.cpu > remaining.cpu) {
    lacks('RESOURCE:CPU', `the task needs ${requirements.cpu} CPU units, ${remaining.cpu} are free`);
  }
  if (requirements.memory > remaining.memory) {
    lacks('RESOURCE:MEMORY', `the task needs ${requirements.memory} MiB of memory, ${remaining.memory} are free`);
  }
  const taken = requirements.ports.filter((port) => isTaken(remaining, port));
  const reserved = remaining.tcpPorts.length + remaining.udpPorts.length + requirements.ports.length;
  if (taken.length > 0) lacks('RESOURCE:PORTS', `host ports in use already: ${taken.map(nameOfPort).join(', ')}`);
  else if (requirements.ports.length > 0 && reserved > limits.portsPerHost) {
    lacks('RESOURCE:PORTS', `the host cannot reserve more than ${limits.portsPerHost} ports`);
  }
  if (requirements.gpus > remaining.gpus) {
    lacks('RESOURCE:GPU', `the task needs ${requirements.gpus} GPUs, ${remaining.gpus} are free`);
  }
  if (requirements.needsEni && remaining.enis !== undefined && remaining.enis < 1) {
    lacks('RESOURCE:ENI', 'the host has no network interface left for the task');
  }
  const missing = requirements.attributes.filter((attribute) => !hasAttribute(host, attribute));
  if (missing.length > 0) lacks('ATTRIBUTE', `the host lacks ${missing.map(nameOfAttribute).join(', ')}`);
  return found;
};

/** How many tasks of the group are on the host. */
export const tasksOfGroup = ({ groups, tasks }: HostCapacity, group: string): number =>
  groups === undefined ? tasks.filter((task) => task.group === group).length : (groups.get(group) ?? 0);

/** The host with a task placed on it. The caller has asked `unmet` first: amounts may not go below zero here. */
export const reserve = (host: HostCapacity, requirements: TaskRequirements, task: PlacedTask): HostCapacity => ({
  ...host,
  remaining: less(host.remaining, requirements),
  tasks: [...host.tasks, task],
  ...(host.groups !== undefined && { groups: recounted(host.groups, task.group, 1) }),
});

/** The host after a task has left it: the exact opposite of `reserve`. */
export const release = (host: HostCapacity, requirements: TaskRequirements, task: PlacedTask): HostCapacity => {
  const index = host.tasks.findIndex((other) => other.group === task.group && other.running === task.running);
  const gone = index >= 0 && host.groups !== undefined;
  return {
    ...host,
    remaining: more(host.remaining, requirements),
    tasks: index < 0 ? host.tasks : host.tasks.toSpliced(index, 1),
    ...(gone && { groups: recounted(host.groups, task.group, -1) }),
  };
};

const recounted = (groups: ReadonlyMap<string, number>, group: string, by: 1 | -1): ReadonlyMap<string, number> =>
  new Map(groups).set(group, (groups.get(group) ?? 0) + by);

/** What remains when a task has taken what it requires. */
export const less = (remaining: HostAmounts, requirements: TaskRequirements): HostAmounts => ({
  ...remaining,
  cpu: remaining.cpu - requirements.cpu,
  memory: remaining.memory - requirements.memory,
  gpus: remaining.gpus - requirements.gpus,
  tcpPorts: [...remaining.tcpPorts, ...portsOf(requirements, 'tcp')],
  udpPorts: [...remaining.udpPorts, ...portsOf(requirements, 'udp')],
  ...(remaining.enis !== undefined && { enis: remaining.enis - (requirements.needsEni ? 1 : 0) }),
});

/** The exact opposite of `less`. */
export const more = (remaining: HostAmounts, requirements: TaskRequirements): HostAmounts => {
  const freed = (ports: readonly number[], protocol: HostPort['protocol']) => {
    const gone = new Set(portsOf(requirements, protocol));
    return ports.filter((port) => !gone.has(port));
  };
  return {
    ...remaining,
    cpu: remaining.cpu + requirements.cpu,
    memory: remaining.memory + requirements.memory,
    gpus: remaining.gpus + requirements.gpus,
    tcpPorts: freed(remaining.tcpPorts, 'tcp'),
    udpPorts: freed(remaining.udpPorts, 'udp'),
    ...(remaining.enis !== undefined && { enis: remaining.enis + (requirements.needsEni ? 1 : 0) }),
  };
};

const portsOf = (requirements: TaskRequirements, protocol: HostPort['protocol']): readonly number[] =>
  requirements.ports.flatMap((port) => (port.protocol === protocol ? port.port : []));

const isTaken = (remaining: HostAmounts, { port, protocol }: HostPort): boolean =>
  (protocol === 'tcp' ? remaining.tcpPorts : remaining.udpPorts).includes(port);

const hasAttribute = (host: HostCapacity, { name, value }: RequiredAttribute): boolean =>
  Object.hasOwn(host.attributes, name) && (value === undefined || host.attributes[name] === value);

const nameOfPort = ({ port, protocol }: HostPort): string => `${port}/${protocol}`;
const nameOfAttribute = ({ name, value }: RequiredAttribute): string =>
  value === undefined ? name : `${name}=${value}`;
