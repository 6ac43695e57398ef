/** What the embedded EC2 remembers. Every kind of resource is found by its id. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
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
  readonly instanceProfile?: { readonly arn: string; readonly name: string; readonly associationId: string };
  /** Base64, as RunInstances took it. */
  readonly userData?: string;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly metadata: MetadataOptions;
  readonly detailedMonitoring: boolean;
  readonly autoRecovery: 'default' | 'disabled';
  readonly terminationProtected: boolean;
  readonly tags: Tags;
  state: InstanceStateName;
  stateReason?: { readonly code: string; readonly message: string };
  /** As DescribeInstances shows it; empty while nothing ended the instance. */
  stateTransitionReason: string;
  /** When it was launched, or last started. */
  launchedAt: number;
  publicIp?: string;
  /** When it last came to run; status checks pass some time after. */
  runningSince?: number;
  boot: Boot;
}

/** What happens inside the instance, from power on to power off. */
export interface Boot {
  /** How often it was started. User data runs on the first boot only. */
  count: number;
  /** Files that user data left under /etc/ecs, kept over stops. */
  ecsConfig?: string;
  console: string;
  consoleAt?: number;
  /** What is to happen next to this instance: the end of a start, of a boot, of a stop. */
  next?: Timer;
  /** Called off when the instance goes while a script is being interpreted. */
  abort?: AbortController;
}

/** One accepted RunInstances call, kept for its client token. */
export interface Launch {
  readonly reservationId: string;
  readonly instanceIds: readonly string[];
  readonly request: RunInstancesCommandInput;
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
  readonly launchesByToken: Map<string, Launch>;
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
});
