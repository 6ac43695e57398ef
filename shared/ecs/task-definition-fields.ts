/**
 * Every field that RegisterTaskDefinition takes, with its type. A test holds this tree equal to the schema in AWS's SDK, so a
 * new field of ECS shows up as a failing test and not as a refused document.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export type Field =
  | { readonly kind: 'text'; readonly oneOf?: readonly string[] }
  | { readonly kind: 'whole number' }
  | { readonly kind: 'true or false' }
  | { readonly kind: 'list'; readonly of: Field }
  | { readonly kind: 'map' }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Field>> };

const text: Field = { kind: 'text' };
const wholeNumber: Field = { kind: 'whole number' };
const yesOrNo: Field = { kind: 'true or false' };
/** From names to texts, whatever the names. */
const map: Field = { kind: 'map' };
const oneOf = (...values: readonly string[]): Field => ({ kind: 'text', oneOf: values });
const list = (of: Field): Field => ({ kind: 'list', of });
const object = (fields: Readonly<Record<string, Field>>) => ({ kind: 'object', fields }) as const;

const nameAndValue = object({ name: text, value: text });
const secrets = list(object({ name: text, valueFrom: text }));

/** `logentries` left the SDK's list and is still in the guide. */
const logDrivers = [
  'awsfirelens',
  'awslogs',
  'fluentd',
  'gelf',
  'journald',
  'json-file',
  'logentries',
  'splunk',
  'syslog',
];

const ulimits = ['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice'].concat([
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
]);

const operatingSystems = [
  'LINUX',
  'WINDOWS_SERVER_2004_CORE',
  'WINDOWS_SERVER_2016_FULL',
  'WINDOWS_SERVER_2019_CORE',
  'WINDOWS_SERVER_2019_FULL',
  'WINDOWS_SERVER_2022_CORE',
  'WINDOWS_SERVER_2022_FULL',
  'WINDOWS_SERVER_2025_CORE',
  'WINDOWS_SERVER_2025_FULL',
  'WINDOWS_SERVER_20H2_CORE',
];

const linuxParameters = object({
  capabilities: object({ add: list(text), drop: list(text) }),
  devices: list(object({ hostPath: text, containerPath: text, permissions: list(oneOf('read', 'write', 'mknod')) })),
  initProcessEnabled: yesOrNo,
  sharedMemorySize: wholeNumber,
  tmpfs: list(object({ containerPath: text, size: wholeNumber, mountOptions: list(text) })),
  maxSwap: wholeNumber,
  swappiness: wholeNumber,
});

const portMapping = object({
  containerPort: wholeNumber,
  hostPort: wholeNumber,
  protocol: oneOf('tcp', 'udp'),
  name: text,
  appProtocol: oneOf('http', 'http2', 'grpc'),
  containerPortRange: text,
});

const resourceRequirement = object({
  type: oneOf('GPU', 'InferenceAccelerator', 'NeuronDevice'),
  value: text,
  sharingStrategy: object({ nvidiaMps: object({ memory: wholeNumber, maxComputePercent: wholeNumber }) }),
});

export const containerFields = {
  name: text,
  image: text,
  repositoryCredentials: object({ credentialsParameter: text }),
  cpu: wholeNumber,
  memory: wholeNumber,
  memoryReservation: wholeNumber,
  links: list(text),
  portMappings: list(portMapping),
  essential: yesOrNo,
  restartPolicy: object({ enabled: yesOrNo, ignoredExitCodes: list(wholeNumber), restartAttemptPeriod: wholeNumber }),
  entryPoint: list(text),
  command: list(text),
  environment: list(nameAndValue),
  environmentFiles: list(object({ type: oneOf('s3'), value: text })),
  mountPoints: list(object({ sourceVolume: text, containerPath: text, readOnly: yesOrNo })),
  volumesFrom: list(object({ sourceContainer: text, readOnly: yesOrNo })),
  linuxParameters,
  secrets,
  dependsOn: list(object({ containerName: text, condition: oneOf('START', 'COMPLETE', 'SUCCESS', 'HEALTHY') })),
  startTimeout: wholeNumber,
  stopTimeout: wholeNumber,
  versionConsistency: oneOf('enabled', 'disabled'),
  hostname: text,
  user: text,
  workingDirectory: text,
  disableNetworking: yesOrNo,
  privileged: yesOrNo,
  readonlyRootFilesystem: yesOrNo,
  dnsServers: list(text),
  dnsSearchDomains: list(text),
  extraHosts: list(object({ hostname: text, ipAddress: text })),
  dockerSecurityOptions: list(text),
  interactive: yesOrNo,
  pseudoTerminal: yesOrNo,
  dockerLabels: map,
  ulimits: list(object({ name: oneOf(...ulimits), softLimit: wholeNumber, hardLimit: wholeNumber })),
  logConfiguration: object({ logDriver: oneOf(...logDrivers), options: map, secretOptions: secrets }),
  healthCheck: object({
    command: list(text),
    interval: wholeNumber,
    timeout: wholeNumber,
    retries: wholeNumber,
    startPeriod: wholeNumber,
  }),
  systemControls: list(object({ namespace: text, value: text })),
  resourceRequirements: list(resourceRequirement),
  firelensConfiguration: object({ type: oneOf('fluentd', 'fluentbit'), options: map }),
  credentialSpecs: list(text),
} as const satisfies Readonly<Record<string, Field>>;

const volume = object({
  name: text,
  host: object({ sourcePath: text }),
  dockerVolumeConfiguration: object({
    scope: oneOf('task', 'shared'),
    autoprovision: yesOrNo,
    driver: text,
    driverOpts: map,
    labels: map,
  }),
  efsVolumeConfiguration: object({
    fileSystemId: text,
    rootDirectory: text,
    transitEncryption: oneOf('ENABLED', 'DISABLED'),
    transitEncryptionPort: wholeNumber,
    authorizationConfig: object({ accessPointId: text, iam: oneOf('ENABLED', 'DISABLED') }),
  }),
  s3filesVolumeConfiguration: object({
    fileSystemArn: text,
    rootDirectory: text,
    transitEncryptionPort: wholeNumber,
    accessPointArn: text,
  }),
  fsxWindowsFileServerVolumeConfiguration: object({
    fileSystemId: text,
    rootDirectory: text,
    authorizationConfig: object({ credentialsParameter: text, domain: text }),
  }),
  configuredAtLaunch: yesOrNo,
});

/** The document itself. `default` is Windows's network mode: in the guide, not in the SDK's list. */
export const taskDefinitionFields = object({
  family: text,
  containerDefinitions: list(object(containerFields)),
  taskRoleArn: text,
  executionRoleArn: text,
  networkMode: oneOf('bridge', 'host', 'awsvpc', 'none', 'default'),
  volumes: list(volume),
  placementConstraints: list(object({ type: text, expression: text })),
  requiresCompatibilities: list(oneOf('EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES')),
  cpu: text,
  memory: text,
  tags: list(object({ key: text, value: text })),
  pidMode: oneOf('host', 'task'),
  ipcMode: oneOf('host', 'task', 'none'),
  proxyConfiguration: object({ type: oneOf('APPMESH'), containerName: text, properties: list(nameAndValue) }),
  inferenceAccelerators: list(object({ deviceName: text, deviceType: text })),
  ephemeralStorage: object({ sizeInGiB: wholeNumber }),
  runtimePlatform: object({
    cpuArchitecture: oneOf('X86_64', 'ARM64'),
    operatingSystemFamily: oneOf(...operatingSystems),
  }),
  enableFaultInjection: yesOrNo,
});
