/** What the embedded ECS remembers of services, their deployments and revisions. */
import type {
  AvailabilityZoneRebalancing,
  DeploymentConfiguration,
  NetworkConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  PropagateTags,
  ServiceDeploymentStatus,
  ServiceEvent,
  Tag,
} from '@aws-sdk/client-ecs';
import type { Timer } from '../kernel/clock.ts';
import type { ClusterRecord, TaskDefinitionRecord, TaskRecord, TaskSet } from './state.ts';

export interface ServiceRecord {
  readonly name: string;
  readonly arn: string;
  readonly cluster: ClusterRecord;
  readonly scheduling: 'REPLICA' | 'DAEMON';
  readonly createdAt: number;
  readonly createdBy: string;
  /** The request that created it, to recognise a repetition. */
  readonly request: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desired: number;
  configuration: DeploymentConfiguration;
  constraints: readonly PlacementConstraint[];
  strategies: readonly PlacementStrategy[];
  propagateTags: PropagateTags;
  managedTags: boolean;
  executeCommand: boolean;
  zoneRebalancing: AvailabilityZoneRebalancing;
  tags: Tag[];
  /** The PRIMARY one first. */
  deployments: DeploymentRecord[];
  readonly tasks: TaskSet;
  /** Newest first, at most 100. */
  readonly events: ServiceEvent[];
  /** Messages about causes that last, and when each was last given: not repeated until resolved, or six hours later. */
  readonly said: Map<string, number>;
  /** Whether it has everything it wants. Nothing is planned for it then. */
  steady: boolean;
  /** When it last said that it is steady. */
  steadySaidAt: number;
  /** Where no room was found lately: by container instance for a DAEMON service, under '' for a REPLICA one. */
  readonly pauses: Map<string, PlacementPause>;
  /** The move of tasks from zone to zone that is under way. */
  move: ZoneMove | undefined;
  /** Service deployments by id, oldest first, those of the last 90 days. */
  readonly history: Map<string, ServiceDeploymentRecord>;
  /** Service revisions by id. */
  readonly revisions: Map<string, ServiceRevisionRecord>;
  /** The service deployment under way, or the last one. */
  current: ServiceDeploymentRecord | undefined;
  /** Tells the scheduler that something about the service has changed. */
  readonly wake: () => void;
  /** Asks the scheduler to look at it at this time at the latest. */
  readonly lookAt: (time: number) => void;
  /** Tells the scheduler that there may be room for tasks that found none. */
  readonly roomCame: () => void;
  /** The scheduler's next look at it. */
  look: { readonly at: number; readonly timer: Timer } | undefined;
  lastLookAt: number;
}

/** The scheduler's back-off after tasks for which there was no room. */
export interface PlacementPause {
  /** Failed tries in a row. */
  readonly failures: number;
  /** No try before. */
  readonly until: number;
}

/** Tasks were started in zones with few of the service's; as many go elsewhere as soon as these are healthy. */
export interface ZoneMove {
  readonly started: readonly TaskRecord[];
  /** The desired count at its beginning. */
  readonly desired: number;
}

/** What is rolled out: a number that is also that of the deployment's id. */
export interface ServiceRevisionRecord {
  readonly id: string;
  readonly arn: string;
  readonly service: ServiceRecord;
  readonly definition: TaskDefinitionRecord;
  readonly network: NetworkConfiguration | undefined;
  readonly createdAt: number;
  /** Of its images, by container: known when its first task has pulled them. */
  digests: ReadonlyMap<string, string>;
}

/** A deployment from its request to its end, a rollback included, as DescribeServiceDeployments shows it. */
export interface ServiceDeploymentRecord {
  readonly id: string;
  readonly arn: string;
  readonly service: ServiceRecord;
  readonly deployment: DeploymentRecord;
  /** Numbers those of a service. */
  readonly order: number;
  readonly sources: readonly DeploymentRecord[];
  readonly configuration: DeploymentConfiguration;
  readonly createdAt: number;
  updatedAt: number;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  stoppedAt: number | undefined;
  status: ServiceDeploymentStatus;
  statusReason: string | undefined;
  rollback: { readonly reason: string; readonly startedAt: number; readonly to: DeploymentRecord } | undefined;
  /** The circuit breaker has opened. */
  triggered: boolean;
  /** What its revisions had at its end. */
  final: ReadonlyMap<DeploymentRecord, RevisionCounts> | undefined;
}

export interface RevisionCounts {
  readonly requestedTaskCount: number;
  readonly runningTaskCount: number;
  readonly pendingTaskCount: number;
}

export interface DeploymentRecord {
  /** `ecs-svc/` and a number. */
  readonly id: string;
  readonly revision: ServiceRevisionRecord;
  readonly definition: TaskDefinitionRecord;
  readonly network: NetworkConfiguration | undefined;
  readonly createdAt: number;
  updatedAt: number;
  status: 'PRIMARY' | 'ACTIVE';
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks in a row that never came to run. */
  failed: number;
  /** Whether one was added since the scheduler last looked. */
  failedSinceLook: boolean;
  /** For how many looks in a row tasks had failed: restarts wait ever longer. */
  setbacks: number;
  /** No task is started before. */
  notBefore: number;
}
