import type { RequiredAttribute } from './requirements.ts';
import type { ContainerDefinition, Secret, TaskDefinition } from './task-definition.ts';

/**
 * The capabilities that ECS derives from a definition, answers as `requiresAttributes`, and wants of a host. The names are
 * the agent's (agent/app/agent_capability.go of aws/amazon-ecs-agent); which field needs which is read from descriptions that
 * ECS answered, and from the Docker API version that each parameter's page names.
 */
export const requiredAttributes = (definition: TaskDefinition): readonly RequiredAttribute[] => {
  const names = new Set<string>();
  const has = (needed: unknown, ...capabilities: string[]) => {
    if (needed) for (const capability of capabilities) names.add(capability);
  };
  const hostNetwork = definition.networkMode === 'host';
  const roles = { task: definition.taskRoleArn, execution: definition.executionRoleArn };
  has(roles.task, hostNetwork ? old('task-iam-role-network-host') : old('task-iam-role'));
  has(definition.networkMode === 'awsvpc', 'ecs.capability.task-eni');
  has(definition.pidMode ?? definition.ipcMode, 'ecs.capability.pid-ipc-namespace-sharing');
  has(definition.proxyConfiguration, 'ecs.capability.aws-appmesh');
  has(definition.enableFaultInjection, 'ecs.capability.fault-injection');
  for (const volume of definition.volumes ?? []) {
    const { efsVolumeConfiguration: efs, dockerVolumeConfiguration: docker } = volume;
    has(efs, 'ecs.capability.efs', dockerApi('1.25'));
    has(efs?.['authorizationConfig'] ?? efs?.['transitEncryption'], 'ecs.capability.efsAuth');
    has(volume.fsxWindowsFileServerVolumeConfiguration, 'ecs.capability.fsxWindowsFileServer');
    has(docker, `ecs.capability.docker-plugin.${docker?.['driver'] ?? 'local'}`, dockerApi('1.25'));
    has(volume.configuredAtLaunch, 'ecs.capability.storage.ebs-task-volume-attach');
  }
  for (const container of definition.containerDefinitions ?? []) ofContainer(container, roles.execution, has);
  return [...names].map((name) => ({ name }));
};

type Has = (needed: unknown, ...capabilities: string[]) => void;

/** The prefix of the first capabilities; newer ones begin with `ecs.capability.`. */
const old = (name: string): string => `com.amazonaws.ecs.capability.${name}`;
const dockerApi = (version: string): string => old(`docker-remote-api.${version}`);

const ofContainer = (container: ContainerDefinition, executionRole: string | undefined, has: Has): void => {
  const fromEcr = /^\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.amazonaws\.com/.test(container.image ?? '');
  has(fromEcr, old('ecr-auth'), dockerApi('1.19'));
  has(fromEcr && executionRole, 'ecs.capability.execution-role-ecr-pull');
  has(container.privileged, old('privileged-container'));
  has(container.memoryReservation, dockerApi('1.21'));
  has(container.healthCheck, 'ecs.capability.container-health-check', dockerApi('1.29'));
  has(container.dockerLabels ?? container.ulimits?.length, dockerApi('1.18'));
  has(container.dependsOn?.length, 'ecs.capability.container-ordering');
  has(container.linuxParameters?.initProcessEnabled ?? container.linuxParameters?.tmpfs, dockerApi('1.25'));
  has(container.repositoryCredentials, 'ecs.capability.private-registry-authentication.secretsmanager');
  has(container.environmentFiles?.length, 'ecs.capability.env-files.s3');
  has(container.restartPolicy?.enabled, 'ecs.capability.container-restart-policy');
  const ranges = container.portMappings?.some(({ containerPortRange }) => containerPortRange !== undefined);
  has(ranges, 'ecs.capability.network.container-port-range');
  ofSecrets(container.secrets, 'environment-variables', has);
  ofLogging(container, executionRole, has);
};

const ofLogging = (container: ContainerDefinition, executionRole: string | undefined, has: Has): void => {
  const { firelensConfiguration, logConfiguration } = container;
  has(firelensConfiguration, `ecs.capability.firelens.${firelensConfiguration?.type}`);
  const source = firelensConfiguration?.options?.['config-file-type'];
  has(source, `ecs.capability.firelens.options.config.${source}`);
  if (logConfiguration === undefined) return;
  const { logDriver, options = {} } = logConfiguration;
  has(logDriver, old(`logging-driver.${logDriver}`), dockerApi('1.18'));
  has(logDriver === 'awslogs', dockerApi('1.19'));
  has(logDriver === 'awslogs' && executionRole, 'ecs.capability.execution-role-awslogs');
  has(options['awslogs-create-group'], dockerApi('1.29'));
  has(options['mode'] ?? options['max-buffer-size'], dockerApi('1.28'));
  has(options['log-driver-buffer-limit'], 'ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit');
  ofSecrets(logConfiguration.secretOptions, 'bootstrap.log-driver', has);
};

const ofSecrets = (secrets: readonly Secret[] | undefined, use: string, has: Has): void => {
  for (const { valueFrom } of secrets ?? []) {
    const store = valueFrom?.includes(':secretsmanager:') ? 'asm' : 'ssm';
    has(true, `ecs.capability.secrets.${store}.${use}`);
  }
};
