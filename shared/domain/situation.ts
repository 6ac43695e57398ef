/** Everything that a plan is made from: the wish, our own memory, and one reading of the world. Plain data. */
import type { Demand } from './demand.ts';
import type { History } from './history.ts';
import type { Ledger } from './ledger.ts';
import type {
  ClusterView,
  ContainerInstanceView,
  InstanceStatusView,
  InstanceView,
  ServiceView,
  TaskView,
} from './snapshot.ts';
import type { StoredCluster, StoredService } from './spec.ts';
import type { GroupConstraint } from './task-policy.ts';

/** What is ours, wherever we are deployed. */
export interface Home {
  /** `service-stage`: the value of the tag `quaymaster:stack`. */
  readonly stack: string;
  readonly region: string;
  /** `/quaymaster/<stage>`. */
  readonly parameterPrefix: string;
  readonly instanceProfile: string;
}

/** A ledger or a service's spec that is damaged, not whole, or written by a later version of us. */
export interface UnreadableMemory {
  readonly of: 'ledger' | 'service';
  /** Of the group, or of the service. */
  readonly name: string;
  /** To write over it, if it is not newer. */
  readonly version: number;
  readonly why: string;
  /** A later version of us has written it: it is never written over. */
  readonly newer: boolean;
}

export interface Situation {
  readonly now: number;
  readonly home: Home;
  readonly wanted: StoredCluster;
  readonly services: readonly StoredService[];
  readonly ledgers: readonly Ledger[];
  readonly history: History;
  readonly demands: readonly Demand[];
  /** What of our own memory is there and cannot be read. */
  readonly unreadable?: readonly UnreadableMemory[];
  readonly world: World;
}

/** One reading of the world. What was not looked at is absent, and nothing is concluded from it. */
export interface World {
  /** Undefined: ECS has no ACTIVE cluster of this name. */
  readonly cluster?: ClusterView;
  /** With our full tag triple, for this cluster. */
  readonly instances: readonly InstanceView[];
  /** All that are registered, ours or not. */
  readonly containerInstances: readonly ContainerInstanceView[];
  /** The wanted services as ECS has them, and while the cluster is deleted all of its services. */
  readonly services: readonly ServiceView[];
  /** Tasks that have not stopped yet; only of hosts and clusters that are being emptied. */
  readonly tasks: readonly TaskView[];
  /** The parameter with a group's ecs.config, by group; of every group in the spec. Undefined: there is none. */
  readonly configs: Readonly<Record<string, { readonly version: number; readonly value: string } | undefined>>;
  /** What to launch with, by group; of the groups that lack hosts. */
  readonly ingredients: Readonly<Record<string, Ingredients>>;
  /** The constraints that come from the groups' policy, by service. */
  readonly constraints: Readonly<Record<string, readonly GroupConstraint[]>>;
  /** Instances that were missing from EC2's list, and that it did not know either when it was asked by id. */
  readonly denied?: readonly string[];
  /** Of these, those that EC2 does know, without our tags: somebody has taken them from us, and they run on as theirs. */
  readonly disowned?: readonly string[];
  /** EC2's status checks and scheduled events, by instance id. Absent: not read this time, as once a minute is enough. */
  readonly statuses?: Readonly<Record<string, InstanceStatusView>>;
  /** Spot instances that EC2 has marked for termination. Absent: not read this time. */
  readonly interrupted?: readonly string[];
  /** Instances whose SSM agent is online, of those that it was asked about. Absent: nobody was asked about. */
  readonly reachable?: readonly string[];
  /** Tasks that ended badly lately, in the whole cluster. Absent: not read this time. */
  readonly failures?: readonly TaskFailure[];
  /** How the other clusters of ours are, as they last said. Absent: not read, as nothing here depends on it. */
  readonly region?: readonly ClusterHealth[];
}

/** One cluster's part of the region-wide brake. */
export interface ClusterHealth {
  readonly cluster: string;
  readonly at: number;
  /** Registered hosts of ours. */
  readonly hosts: number;
  /** Of those, the ones that are unhealthy by inference: agent away for long, or impaired. */
  readonly unhealthy: number;
}

/** A task that ended by its own fault, or by that of its host. */
export interface TaskFailure {
  readonly task: string;
  readonly instanceId: string;
  /** `family:revision`. */
  readonly taskDefinition: string;
  /** Such as `service:web`. */
  readonly group: string;
  readonly at: number;
  /** One sentence. */
  readonly what: string;
}

export type Ingredients =
  /** In order of preference by type; every type in every subnet that it could be launched into. */
  | { readonly status: 'ready'; readonly offerings: readonly Offering[] }
  /** In words for people: why this group could never launch a host that joins. */
  | { readonly status: 'impossible'; readonly problem: string };

export interface Offering {
  readonly instanceType: string;
  readonly market: 'on-demand' | 'spot';
  readonly availabilityZone: string;
  readonly subnetId: string;
  readonly freeAddresses: number;
  readonly associatePublicIp: boolean;
  readonly imageId: string;
  readonly rootDevice: string;
  readonly minimumRootGiB: number;
}

/** How an offering is named while it cools. */
export const offeringName = (offering: Pick<Offering, 'instanceType' | 'availabilityZone' | 'market'>): string =>
  `${offering.instanceType}/${offering.availabilityZone}/${offering.market}`;
