/** What the embedded EC2 remembers. Every kind of resource is found by its id. */
import type { Timer } from '../kernel/clock.ts';
import { type ActiveFaults, type ImageDefect, newActiveFaults } from './active-faults.ts';
import type { Architecture, InstanceType } from './catalogue.ts';
import { type Image, publicImages } from './images.ts';
import type { SpotRequest } from './spot-request.ts';

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
  /** How many more addresses others use, of whom nothing else is known. */
  occupied: number;
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

export type Market = 'on-demand' | 'spot';

/** Something that a status check of an instance has found. */
export interface Impairment {
  readonly check: 'system' | 'instance';
  /** `hardware` goes when the instance moves to other hardware, `software` with its next boot, an `outage` when it is over. */
  readonly cause: 'hardware' | 'software' | 'outage';
  /** When the check failed first. */
  readonly since: number;
  /** Whether its network still works. */
  readonly reachable: boolean;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatusEvent.html */
export interface ScheduledEvent {
  readonly id: string;
  readonly code: 'instance-reboot' | 'system-reboot' | 'system-maintenance' | 'instance-retirement' | 'instance-stop';
  readonly description: string;
  readonly notBefore: number;
  readonly notAfter: number;
  completedAt?: number;
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
  readonly market: Market;
  readonly spotRequest?: SpotRequest;
  readonly clientToken?: string;
  readonly keyName?: string;
  readonly instanceProfile?: { readonly arn: string; readonly name: string; readonly id: string };
  /** Base64, as RunInstances took it. */
  userData?: string;
  shutdownBehavior: 'stop' | 'terminate';
  readonly metadata: MetadataOptions;
  readonly detailedMonitoring: boolean;
  autoRecovery: 'default' | 'disabled';
  terminationProtected: boolean;
  readonly tags: Tags;
  /** Calls other than the launch do not know it before then, and its tags not before `tagsVisibleAt`. */
  readonly visibleAt: number;
  readonly tagsVisibleAt: number;
  /** A terminated instance loses its tags before it is forgotten. */
  tagsGoneAt?: number;
  state: InstanceStateName;
  stateReason?: { readonly code: string; readonly message: string };
  /** As DescribeInstances shows it; empty while nothing ended the instance. */
  stateTransitionReason: string;
  /** When it was launched, or last started. */
  launchedAt: number;
  publicIp?: string;
  /** Both status checks are `initializing` until then, counted from the last time that it came to run. */
  checksPassAt?: number;
  readonly impairments: Set<Impairment>;
  readonly scheduledEvents: ScheduledEvent[];
  /** A spot instance has been told that it will be interrupted. */
  interruption?: { readonly action: 'terminate' | 'stop'; readonly at: number };
  /** A spot instance has been told that it is at an elevated risk. */
  rebalanceNoticedAt?: number;
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
  /** What is wrong with the image that it was launched from. */
  readonly defect?: ImageDefect;
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
  /** When the last of its instances was terminated. */
  endedAt?: number;
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
  readonly spotRequests: Map<string, SpotRequest>;
  readonly faults: ActiveFaults;
  /** Running instances that do not reach AWS. */
  readonly outOfReach: Set<string>;
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
  spotRequests: new Map(),
  faults: newActiveFaults(),
  outOfReach: new Set(),
  launched: 0,
});
