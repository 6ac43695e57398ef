/** What the embedded EC2 remembers. Every kind of resource is found by its id. */
import type { Timer } from '../kernel/clock.ts';
import type { Architecture, InstanceType } from './catalogue.ts';
import { type Image, publicImages } from './images.ts';

export type Tags = Map<string, string>;

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
  readonly defaultForAz: boolean;
  mapPublicIpOnLaunch: boolean;
  /** Private addresses in use by network interfaces. */
  readonly taken: Set<string>;
  readonly tags: Tags;
}

export interface InternetGateway {
  readonly id: string;
  /** The VPC it is attached to. */
  vpcId?: string;
  readonly tags: Tags;
}

export interface Route {
  readonly destinationCidr: string;
  /** `local`, or the id of an internet gateway (igw-…) or NAT gateway (nat-…). */
  readonly target: string;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly routes: Route[];
  readonly associations: { readonly id: string; readonly main: boolean; readonly subnetId?: string }[];
  readonly tags: Tags;
}

export interface NatGateway {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly publicIp: string;
  readonly privateIp: string;
  readonly createdAt: number;
  state: 'pending' | 'available' | 'deleting' | 'deleted';
  readonly tags: Tags;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags: Tags;
}

export type InstanceStateName = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface MetadataOptions {
  httpTokens: 'optional' | 'required';
  httpEndpoint: 'enabled' | 'disabled';
  hopLimit: number;
  instanceTags: 'enabled' | 'disabled';
}

export interface Volume {
  readonly id: string;
  readonly device: string;
  readonly sizeGiB: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly deleteOnTermination: boolean;
  readonly attachedAt: number;
  readonly tags: Tags;
}

export interface NetworkInterface {
  readonly id: string;
  readonly attachmentId: string;
  readonly macAddress: string;
  readonly privateIp: string;
  readonly attachedAt: number;
  /** Whether the instance gets a public address each time it starts. */
  readonly wantsPublicIp: boolean;
  readonly tags: Tags;
}

export interface Ec2Instance {
  readonly id: string;
  /** Grows with each instance: the order in which descriptions list and page them. */
  readonly order: number;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly type: InstanceType;
  readonly image: Image;
  readonly architecture: Architecture;
  readonly availabilityZone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly networkInterface: NetworkInterface;
  readonly volumes: readonly Volume[];
  readonly market: 'on-demand' | 'spot';
  readonly spotRequestId?: string;
  readonly clientToken?: string;
  readonly keyName?: string;
  readonly instanceProfile?: { readonly arn: string; readonly name: string; readonly id: string };
  /** Base64, as RunInstances took it. */
  userData?: string;
  shutdownBehavior: 'stop' | 'terminate';
  readonly metadata: MetadataOptions;
  readonly detailedMonitoring: boolean;
  readonly autoRecovery: 'default' | 'disabled';
  terminationProtected: boolean;
  readonly tags: Tags;
  state: InstanceStateName;
  stateReason?: { readonly code: string; readonly message: string };
  /** As DescribeInstances shows it; empty while nothing ended the instance. */
  stateTransitionReason: string;
  /** When it was launched, or last started. */
  launchedAt: number;
  publicIp?: string;
  /** Both status checks are `initializing` until then, counted from the last time that it came to run. */
  checksPassAt?: number;
  /** What its metadata service hands out to the software on it. */
  credentials?: HostCredentials;
  readonly boot: Boot;
}

export interface HostCredentials {
  readonly role: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** What is inside the instance, and what is under way in it. */
export interface Boot {
  /** How often it was booted. User data runs on the first boot only. */
  count: number;
  /** The text of /etc/ecs/ecs.config, on the root volume: it survives a stop. Absent: there is no such file. */
  ecsConfig?: string;
  /** The ECS agent's systemd unit. */
  agent: 'absent' | 'disabled' | 'enabled';
  /** The agent is up and keeps trying to reach ECS, so far in vain. */
  agentWaits: boolean;
  console: string;
  consoleAt?: number;
  /** What is to happen next to this instance: the end of a start, of a boot, of a stop. */
  next?: Timer;
  /** Called off when the instance goes while its user data is being interpreted. */
  abort?: AbortController;
}

/** One accepted RunInstances call, kept for its client token. */
export interface Launch {
  readonly reservationId: string;
  readonly instanceIds: readonly string[];
  /** Equal requests have equal fingerprints. */
  readonly fingerprint: string;
}

export interface Ec2State {
  readonly availabilityZones: { readonly name: string; readonly id: string }[];
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly internetGateways: Map<string, InternetGateway>;
  readonly natGateways: Map<string, NatGateway>;
  readonly routeTables: Map<string, RouteTable>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly images: Map<string, Image>;
  readonly instances: Map<string, Ec2Instance>;
  /** By token, then by the zone or region that the request was made for. */
  readonly launchesByToken: Map<string, Map<string, Launch>>;
  /** How many more instances there is capacity for, by `<type>/<zone>/<market>`. Without an entry: as many as are asked for. */
  readonly capacity: Map<string, number>;
  launched: number;
}

export const newEc2State = (): Ec2State => ({
  availabilityZones: [],
  vpcs: new Map(),
  subnets: new Map(),
  internetGateways: new Map(),
  natGateways: new Map(),
  routeTables: new Map(),
  securityGroups: new Map(),
  images: new Map(publicImages().map((image) => [image.id, image])),
  instances: new Map(),
  launchesByToken: new Map(),
  capacity: new Map(),
  launched: 0,
});
