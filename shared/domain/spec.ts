/** What the user asked for. Specs carry a generation; an absent spec never means "scale to zero" (see Tombstone). */

/** How automatic causes are treated in a cluster. Requests of people are always carried out. */
export type HealingMode = 'act' | 'observe' | 'off';

export interface ClusterSpec {
  readonly groups: readonly HostGroupSpec[];
  readonly policy: ClusterPolicy;
  /** Tags put on everything that the cluster owns; the prefix `quaymaster:` is reserved. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface ClusterPolicy {
  readonly healing: HealingMode;
  /** A drain that is not done after this long is given up or forced. */
  readonly drainDeadlineSeconds: number;
  readonly onDrainDeadline: 'give-up' | 'force';
  /** Nothing at all is changed, whoever asked for it, until the cluster is put without it. */
  readonly paused?: boolean;
  /**
   * When our own voluntary disruptions may begin, in UTC and in the words of RDS: `sun:05:00-sun:07:30`. None: at any time.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
   */
  readonly windows?: readonly string[];
}

/** A kind of host: count, instance types in order of preference, and what is on them. */
export interface HostGroupSpec {
  readonly name: string;
  readonly count: number;
  /** How many hosts above `count` may live while hosts are replaced. */
  readonly surge: number;
  readonly instanceTypes: readonly string[];
  /** `spot-first` launches on demand while spot refuses. */
  readonly market: 'on-demand' | 'spot' | 'spot-first';
  readonly ami: { readonly family: 'al2023'; readonly id?: string };
  readonly network: GroupNetwork;
  readonly rootVolume: { readonly sizeGiB: number; readonly type: 'gp3' | 'gp2' };
  /** Keys of the ECS agent's configuration; the allow-list is in shared/domain/agent-config.ts. */
  readonly agent: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadataHopLimit: number;
  /** Name of an SSM parameter whose text follows ours as a second MIME part. */
  readonly extraUserData?: string;
  /** What tasks may do on this group's hosts. */
  readonly allow: TaskAllowances;
}

export interface GroupNetwork {
  /** Empty: the default VPC's public subnets. */
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly publicIp: 'auto' | 'yes' | 'no';
  /** Empty: every zone that the subnets are in. */
  readonly availabilityZones: readonly string[];
}

export interface TaskAllowances {
  readonly privileged: boolean;
  readonly hostNetwork: boolean;
  readonly hostMounts: boolean;
}

export type PlacementName = 'az-balanced-spread' | 'az-balanced-binpack' | 'binpack' | 'one-per-host' | 'custom';

export interface PlacementSpec {
  readonly name: PlacementName;
  /** With `custom` only, in ECS's own words. */
  readonly strategies?: readonly { readonly type: 'random' | 'spread' | 'binpack'; readonly field?: string }[];
  readonly constraints?: readonly { readonly type: 'distinctInstance' | 'memberOf'; readonly expression?: string }[];
}

/**
 * Where tasks of the network mode awsvpc get their network interfaces, which are in the VPC of their hosts.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
 */
export interface TaskNetwork {
  /** Empty only until a wish is checked: then the subnets of the hosts. */
  readonly subnets: readonly string[];
  /** Empty: the VPC's default one. */
  readonly securityGroups: readonly string[];
}

export interface ServiceSpec {
  /** `family:revision`, resolved when the wish is written, so that a later registration does not move it. */
  readonly taskDefinition: string;
  readonly scheduling: 'REPLICA' | 'DAEMON';
  /** 0 parks the service. Always 0 for a daemon. */
  readonly desiredCount: number;
  readonly placement: PlacementSpec;
  /** Of tasks of the network mode awsvpc, and only of them. */
  readonly network?: TaskNetwork;
  readonly deployment: {
    readonly minimumHealthyPercent: number;
    readonly maximumPercent: number;
    readonly circuitBreaker: boolean;
  };
  readonly tags: Readonly<Record<string, string>>;
}

/** A spec as it is kept. `deleting` is the tombstone: only it, never an absent spec, lets things be removed. */
export interface Stored<Spec> {
  readonly spec: Spec;
  readonly generation: number;
  /** The operation whose request wrote this generation: a retry recognises its own write. */
  readonly writtenBy: string;
  readonly writtenAt: number;
  readonly deleting?: { readonly cascade: boolean };
}

export type StoredCluster = Stored<ClusterSpec> & { readonly cluster: string };
export type StoredService = Stored<ServiceSpec> & { readonly cluster: string; readonly service: string };
