/**
 * What the embedded ECS remembers: records that only this room changes. `shown` members are kept as the API shows them; the
 * doors hand out copies.
 */
import type {
  ClusterConfiguration,
  ClusterSetting,
  Failure,
  SettingName,
  Tag,
  Task,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { HostAmounts } from '../../../shared/ecs/host.ts';
import type { TaskRequirements } from '../../../shared/ecs/requirements.ts';
import type { TaskDefinition as TaskDefinitionForm } from '../../../shared/ecs/task-definition.ts';
import type { Timer } from '../kernel/clock.ts';
import type { DeploymentRecord, ServiceRecord } from './service-state.ts';

export interface EcsState {
  /** By name, INACTIVE ones included. */
  readonly clusters: Map<string, ClusterRecord>;
  /** Task definitions by family. */
  readonly families: Map<string, Family>;
  /** Those whose deletion was asked for, and that are still in use. */
  readonly deletedDefinitions: Set<TaskDefinitionRecord>;
  /** Agents that run on an instance, registered or still trying to, by instance id. */
  readonly agents: Map<string, Agent>;
  /** Container instances that are not INACTIVE, by EC2 instance id, the oldest first: there can be more than one. */
  readonly hostsByInstance: Map<string, readonly HostRecord[]>;
  /** What keeps agents from reaching ECS at present. */
  readonly outages: Set<Outage>;
  /** By fault: instances on which nothing moves, agent and containers included, although EC2 shows them as running. */
  readonly freezes: Set<Set<string>>;
  /** By fault: hosts whose container runtime does not answer. */
  readonly brokenRuntimes: Set<ReadonlySet<HostRecord>>;
  /** Tasks whose containers still run although ECS has forgotten them, by EC2 instance id. */
  readonly orphans: Map<string, readonly TaskRecord[]>;
  /** What makes containers fail at present, those of tasks to come included. */
  readonly containerFaults: Set<ContainerFault>;
  /** How many faults have ECS ignore placement strategies, and place on any valid host. */
  strategiesIgnored: number;
  /** By principal; those of the root user are everybody's unless they have their own. */
  readonly accountSettings: Map<string, Map<SettingName, string>>;
  /** Images that no host can pull, as task definitions write them. For tests and faults. */
  readonly unpullableImages: Set<string>;
  /** Numbers tasks in the order in which they came to be. */
  lastOrder: number;
}

export const newEcsState = (): EcsState => ({
  clusters: new Map(),
  families: new Map(),
  deletedDefinitions: new Set(),
  agents: new Map(),
  hostsByInstance: new Map(),
  outages: new Set(),
  freezes: new Set(),
  brokenRuntimes: new Set(),
  orphans: new Map(),
  containerFaults: new Set(),
  strategiesIgnored: 0,
  accountSettings: new Map(),
  unpullableImages: new Set(),
  lastOrder: 0,
});

export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: ClusterSetting[];
  configuration: ClusterConfiguration | undefined;
  tags: Tag[];
  /** Container instances by id, INACTIVE ones included. */
  readonly hosts: Map<string, HostRecord>;
  /** The INACTIVE ones among them, in the order in which they became so. */
  readonly inactiveHosts: HostRecord[];
  /** All of them in the order of their ARNs, once somebody has asked; undefined when one has come or gone since. */
  hostsByArn: readonly HostRecord[] | undefined;
  /** By name, INACTIVE ones included. */
  readonly services: Map<string, ServiceRecord>;
  /** All tasks by id, those stopped and still visible included. */
  readonly tasksById: Map<string, TaskRecord>;
  readonly tasks: TaskSet;
  /** The tasks of each family: ListTasks must not search the cluster. */
  readonly tasksByFamily: Map<string, TaskSet>;
  /** What RunTask answered to a client token, and to which request. */
  readonly runTokens: Map<string, RunToken>;
  /** Services of which a task found no host lately: who makes room need not search for them. */
  readonly waiting: Set<ServiceRecord>;
  /** Services that may be spread unevenly over zones, and when they are looked at for that. */
  readonly toBalance: Set<ServiceRecord>;
  balancing: Timer | undefined;
}

/** Tasks of one cluster, host, service or family; both halves in the order in which tasks entered them. */
export interface TaskSet {
  readonly live: Set<TaskRecord>;
  readonly stopped: Set<TaskRecord>;
  /** How many of the live ones are running, and how many are on their way there: kept, so that nobody has to count. */
  running: number;
  pending: number;
}

export interface RunToken {
  readonly request: string;
  readonly tasks: readonly TaskRecord[];
  /** What a repetition is answered with too; of a request that placed some tasks and not others AWS does not say. */
  readonly failures: readonly Failure[];
  readonly at: number;
}

export interface Family {
  readonly name: string;
  readonly revisions: Map<number, TaskDefinitionRecord>;
  /** The highest revision that ever was: numbers are not used again. */
  lastRevision: number;
}

export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** The document in its normal form. */
  readonly form: TaskDefinitionForm;
  readonly shown: TaskDefinition;
  tags: Tag[];
}

/** The ECS agent of an instance. */
export interface Agent {
  readonly instanceId: string;
  readonly config: Readonly<Record<string, string>>;
  /** The registration under way, or the next attempt at one. */
  attempt: Timer | undefined;
}

/** Whom it hits, by EC2 instance id. */
export interface Outage {
  readonly has: (instanceId: string) => boolean;
}

/** Containers end by themselves, or fail their health checks. */
export interface ContainerFault {
  readonly hits: (task: TaskRecord) => boolean;
  /** Without a name the first essential one. */
  readonly container: string | undefined;
  /** Absent: it runs on, and fails its health checks. */
  readonly exit: ContainerExit | undefined;
}

/** How a container ends. */
export interface ContainerExit {
  /** Counted from its start. */
  readonly afterMs: number;
  readonly exitCode: number;
  readonly reason?: string | undefined;
}

/** One of the checks of a container instance's health. */
export interface HealthCheckRecord {
  status: 'INITIALIZING' | 'OK' | 'IMPAIRED';
  since: number;
}

/** A container instance. */
export interface HostRecord {
  readonly id: string;
  readonly arn: string;
  readonly instanceId: string;
  readonly availabilityZone: string;
  readonly cluster: ClusterRecord;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  agentConnected: boolean;
  /** Since when its agent is away, and when ECS will call that an impairment. */
  away: { readonly since: number; readonly impaired: Timer } | undefined;
  /** The next time that its agent drops its connection by itself. */
  flap: Timer | undefined;
  /** Its agent has lost its state and never comes back as this one. */
  forgotten: boolean;
  /** Whether the container runtime answers the agent. */
  readonly runtime: HealthCheckRecord;
  readonly connectivity: HealthCheckRecord;
  version: number;
  readonly registeredAt: number;
  /** Describe and List know nothing of it before. */
  readonly visibleAt: number;
  readonly agentVersion: string;
  readonly dockerVersion: string;
  /** A value of '' stands for an attribute without one. */
  attributes: Readonly<Record<string, string>>;
  tags: Tag[];
  readonly registered: HostAmounts;
  remaining: HostAmounts;
  readonly gpuIds: readonly string[];
  readonly tasks: TaskSet;
  /** How many live tasks it has of which group: placement must not count them anew. */
  readonly groups: Map<string, number>;
  /** Its instance has stopped or gone, and its containers with it; ECS does not know yet. */
  ended: 'stopped' | 'terminated' | undefined;
  /** When ECS will have noticed that. */
  notice: Timer | undefined;
  inactiveSince: number | undefined;
}

export interface TaskRecord {
  readonly id: string;
  readonly arn: string;
  readonly order: number;
  readonly cluster: ClusterRecord;
  readonly host: HostRecord;
  readonly definition: TaskDefinitionRecord;
  readonly requirements: TaskRequirements;
  /** The deployment that started it; absent for standalone tasks. */
  readonly deployment: DeploymentRecord | undefined;
  readonly service: ServiceRecord | undefined;
  readonly shown: Task;
  /** Describe and List know nothing of it before. */
  readonly visibleAt: number;
  /** When containers with a restart policy were started again, by name. */
  readonly restarts: Map<string, number>;
  /** Its next step in life. */
  next: Timer | undefined;
  /** A step that is due but waits for the agent to come back. */
  heldBack: (() => void) | undefined;
  /** Until then the service scheduler does not stop it, neither to scale in nor to deploy. Epoch milliseconds. */
  protectedUntil: number | undefined;
}
