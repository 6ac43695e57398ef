/**
 * ECS's task definition as RegisterTaskDefinition takes it, every field optional, because these types describe documents that
 * may be wrong; after `checkTaskDefinition` has found nothing, `family`, `name` and `image` are there.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export interface TaskDefinition {
  readonly family?: string;
  readonly containerDefinitions?: readonly ContainerDefinition[];
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly networkMode?: string;
  readonly volumes?: readonly Volume[];
  readonly placementConstraints?: readonly { readonly type?: string; readonly expression?: string }[];
  readonly requiresCompatibilities?: readonly string[];
  /** CPU units or vCPUs as text: `256`, `.25 vCPU`. */
  readonly cpu?: string;
  /** MiB or GB as text: `512`, `1 GB`. */
  readonly memory?: string;
  readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly proxyConfiguration?: {
    readonly type?: string;
    readonly containerName?: string;
    readonly properties?: readonly KeyValue[];
  };
  readonly inferenceAccelerators?: readonly { readonly deviceName?: string; readonly deviceType?: string }[];
  readonly ephemeralStorage?: { readonly sizeInGiB?: number };
  readonly runtimePlatform?: { readonly cpuArchitecture?: string; readonly operatingSystemFamily?: string };
  readonly enableFaultInjection?: boolean;
}

export interface ContainerDefinition {
  readonly name?: string;
  readonly image?: string;
  readonly repositoryCredentials?: { readonly credentialsParameter?: string };
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly links?: readonly string[];
  readonly portMappings?: readonly PortMapping[];
  readonly essential?: boolean;
  readonly restartPolicy?: {
    readonly enabled?: boolean;
    readonly ignoredExitCodes?: readonly number[];
    readonly restartAttemptPeriod?: number;
  };
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly KeyValue[];
  readonly environmentFiles?: readonly { readonly type?: string; readonly value?: string }[];
  readonly mountPoints?: readonly MountPoint[];
  readonly volumesFrom?: readonly { readonly sourceContainer?: string; readonly readOnly?: boolean }[];
  readonly linuxParameters?: LinuxParameters;
  readonly secrets?: readonly Secret[];
  readonly dependsOn?: readonly { readonly containerName?: string; readonly condition?: string }[];
  readonly startTimeout?: number;
  readonly stopTimeout?: number;
  readonly versionConsistency?: string;
  readonly hostname?: string;
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly disableNetworking?: boolean;
  readonly privileged?: boolean;
  readonly readonlyRootFilesystem?: boolean;
  readonly dnsServers?: readonly string[];
  readonly dnsSearchDomains?: readonly string[];
  readonly extraHosts?: readonly { readonly hostname?: string; readonly ipAddress?: string }[];
  readonly dockerSecurityOptions?: readonly string[];
  readonly interactive?: boolean;
  readonly pseudoTerminal?: boolean;
  readonly dockerLabels?: Readonly<Record<string, string>>;
  readonly ulimits?: readonly { readonly name?: string; readonly softLimit?: number; readonly hardLimit?: number }[];
  readonly logConfiguration?: {
    readonly logDriver?: string;
    readonly options?: Readonly<Record<string, string>>;
    readonly secretOptions?: readonly Secret[];
  };
  readonly healthCheck?: {
    readonly command?: readonly string[];
    readonly interval?: number;
    readonly timeout?: number;
    readonly retries?: number;
    readonly startPeriod?: number;
  };
  readonly systemControls?: readonly { readonly namespace?: string; readonly value?: string }[];
  readonly resourceRequirements?: readonly ResourceRequirement[];
  readonly firelensConfiguration?: { readonly type?: string; readonly options?: Readonly<Record<string, string>> };
  readonly credentialSpecs?: readonly string[];
}

export interface KeyValue {
  readonly name?: string;
  readonly value?: string;
}
export interface Secret {
  readonly name?: string;
  readonly valueFrom?: string;
}
export interface ResourceRequirement {
  readonly type?: string;
  readonly value?: string;
  readonly sharingStrategy?: Readonly<Record<string, unknown>>;
}
export interface PortMapping {
  readonly containerPort?: number;
  readonly containerPortRange?: string;
  readonly hostPort?: number;
  readonly protocol?: string;
  readonly name?: string;
  readonly appProtocol?: string;
}
export interface MountPoint {
  readonly sourceVolume?: string;
  readonly containerPath?: string;
  readonly readOnly?: boolean;
}
export interface LinuxParameters {
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly devices?: readonly {
    readonly hostPath?: string;
    readonly containerPath?: string;
    readonly permissions?: readonly string[];
  }[];
  readonly initProcessEnabled?: boolean;
  readonly sharedMemorySize?: number;
  readonly tmpfs?: readonly {
    readonly containerPath?: string;
    readonly size?: number;
    readonly mountOptions?: readonly string[];
  }[];
  readonly maxSwap?: number;
  readonly swappiness?: number;
}
export interface Volume {
  readonly name?: string;
  readonly host?: { readonly sourcePath?: string };
  readonly dockerVolumeConfiguration?: Readonly<Record<string, unknown>>;
  readonly efsVolumeConfiguration?: Readonly<Record<string, unknown>>;
  readonly s3filesVolumeConfiguration?: Readonly<Record<string, unknown>>;
  readonly fsxWindowsFileServerVolumeConfiguration?: Readonly<Record<string, unknown>>;
  readonly configuredAtLaunch?: boolean;
}
