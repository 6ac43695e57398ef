/**
 * Numbers that ECS enforces. Sources: the API reference of each operation
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html) and the service quotas
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html).
 */
export const limits = {
  /** Task definitions. */
  containersPerTaskDefinition: 10,
  taskDefinitionBytes: 64 * 1024,
  placementConstraints: 10,
  tags: 50,
  tagKeyCharacters: 128,
  tagValueCharacters: 256,
  environmentFilesPerContainer: 10,

  /** Running tasks. */
  tasksPerRunTask: 10,
  hostsPerStartTask: 10,
  placementStrategies: 5,
  clientTokenCharacters: 64,
  startedByCharacters: 128,
  groupCharacters: 255,
  tasksPerProtection: 10,
  protectionMinutes: 2_880,
  /** ContainerOverrides of one RunTask may take 8,192 characters together. */
  overridesCharacters: 8_192,

  /** Batches and pages of Describe and List operations. */
  describeTasks: 100,
  describeContainerInstances: 100,
  describeClusters: 100,
  describeServices: 10,
  listPage: 100,
  /** ListServices answers with 10 unless asked for more. */
  describeServiceHistory: 20,
  listServiceDeploymentsDefaultPage: 20,
  listServicesDefaultPage: 10,

  /** Hosts. */
  containerInstancesPerStateChange: 10,
  attributesPerPutAttributes: 10,
  customAttributesPerResource: 10,
  /** Host ports that can be taken at once, the agent's own included. */
  portsPerHost: 100,
  containerInstancesPerCluster: 5_000,

  /** Services. */
  servicesPerCluster: 5_000,
  tasksPerService: 5_000,
  serviceClientTokenCharacters: 36,
  serviceEvents: 100,

  /** Networking of awsvpc tasks. */
  subnetsPerTask: 16,
  securityGroupsPerTask: 5,

  /** How long ECS shows a stopped task. */
  stoppedTaskVisibleSeconds: 3_600,
} as const;
