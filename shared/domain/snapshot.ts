/** One reading of a cluster: what a plan is made from. Plain data, in our words; adapters translate from AWS's. */

import type { TaskNetwork } from './spec.ts';

/** An EC2 instance that carries our tags for this cluster. */
export interface InstanceView {
  readonly id: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly stateReason?: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly subnetId?: string;
  readonly market: 'on-demand' | 'spot';
  readonly imageId: string;
  readonly launchedAt: number;
  readonly clientToken?: string;
  readonly privateIp?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type StatusCheck = 'ok' | 'impaired' | 'initializing' | 'insufficient-data' | 'not-applicable';

/**
 * What EC2's status checks say of an instance, and what AWS has planned for it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
 */
export interface InstanceStatusView {
  readonly id: string;
  readonly system: StatusCheck;
  readonly instance: StatusCheck;
  /** Since when a check has failed, where EC2 says it. */
  readonly impairedSince?: number;
  /** Reboots, retirements, maintenance that are still to come. */
  readonly events: readonly ScheduledEvent[];
}
export interface ScheduledEvent {
  readonly code: 'instance-reboot' | 'system-reboot' | 'system-maintenance' | 'instance-retirement' | 'instance-stop';
  readonly notBefore: number;
  readonly description: string;
}

/** ECS's registration of a host, ours or not. Amounts are CPU units and MiB. */
export interface ContainerInstanceView {
  readonly arn: string;
  readonly instanceId: string;
  readonly status: 'REGISTERING' | 'REGISTRATION_FAILED' | 'ACTIVE' | 'DRAINING' | 'DEREGISTERING' | 'INACTIVE';
  readonly agentConnected: boolean;
  readonly registeredAt: number;
  readonly version: number;
  readonly registered: ResourceAmounts;
  readonly remaining: ResourceAmounts;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly runningTasks: number;
  readonly pendingTasks: number;
  /** What the agent says of the container runtime; absent until it has said something. */
  readonly runtime?: 'OK' | 'IMPAIRED' | 'INSUFFICIENT_DATA' | 'INITIALIZING';
}
export interface ResourceAmounts {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  /** Host ports taken; on `registered` those that the agent keeps for itself. */
  readonly tcpPorts: readonly number[];
  readonly udpPorts: readonly number[];
}

export interface TaskView {
  readonly arn: string;
  readonly id: string;
  readonly taskDefinition: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly group: string;
  readonly startedBy?: string;
  readonly containerInstanceArn?: string;
  readonly availabilityZone?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly version: number;
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly lastStatus: string;
    readonly exitCode?: number;
    readonly reason?: string;
    readonly hostPorts: readonly number[];
  }[];
  /** Of a task of the network mode awsvpc. */
  readonly networkInterface?: { readonly id: string; readonly subnetId: string; readonly privateIp?: string };
}

export interface ServiceView {
  readonly name: string;
  readonly arn: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly scheduling: 'REPLICA' | 'DAEMON';
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: boolean;
  readonly placementStrategies: readonly { readonly type: string; readonly field?: string }[];
  readonly placementConstraints: readonly { readonly type: string; readonly expression?: string }[];
  readonly network?: TaskNetwork;
  readonly deployments: readonly {
    readonly id: string;
    readonly status: string;
    readonly taskDefinition: string;
    readonly rolloutState?: string;
    readonly rolloutStateReason?: string;
    readonly desired: number;
    readonly running: number;
    readonly pending: number;
    readonly failed: number;
    readonly createdAt: number;
  }[];
  readonly events: readonly { readonly id: string; readonly at: number; readonly message: string }[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface ClusterView {
  readonly name: string;
  readonly arn: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'PROVISIONING' | 'DEPROVISIONING' | 'FAILED';
  readonly runningTasks: number;
  readonly pendingTasks: number;
  readonly registeredContainerInstances: number;
  readonly activeServices: number;
  readonly tags: Readonly<Record<string, string>>;
}
