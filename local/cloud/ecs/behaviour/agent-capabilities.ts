/** The capabilities that the agent of an ECS-optimized AL2023 image registers as attributes. */

const always = [
  'com.amazonaws.ecs.capability.ecr-auth',
  'com.amazonaws.ecs.capability.task-iam-role',
  'com.amazonaws.ecs.capability.task-iam-role-network-host',
  'ecs.capability.aws-appmesh',
  'ecs.capability.container-health-check',
  'ecs.capability.container-ordering',
  'ecs.capability.container-port-range',
  'ecs.capability.container-restart-policy',
  'ecs.capability.docker-plugin.amazon-ecs-volume-plugin',
  'ecs.capability.docker-plugin.local',
  'ecs.capability.ecr-endpoint',
  'ecs.capability.efs',
  'ecs.capability.efsAuth',
  'ecs.capability.env-files.s3',
  'ecs.capability.execution-role-awslogs',
  'ecs.capability.execution-role-ecr-pull',
  'ecs.capability.fault-injection',
  'ecs.capability.firelens.fluentbit',
  'ecs.capability.firelens.fluentd',
  'ecs.capability.firelens.options.config.file',
  'ecs.capability.firelens.options.config.s3',
  'ecs.capability.full-sync',
  'ecs.capability.increased-task-cpu-limit',
  'ecs.capability.logging-driver.awsfirelens.log-driver-buffer-limit',
  'ecs.capability.network.container-port-range',
  'ecs.capability.pid-ipc-namespace-sharing',
  'ecs.capability.private-registry-authentication.secretsmanager',
  'ecs.capability.secrets.asm.bootstrap.log-driver',
  'ecs.capability.secrets.asm.environment-variables',
  'ecs.capability.secrets.ssm.bootstrap.log-driver',
  'ecs.capability.secrets.ssm.environment-variables',
  'ecs.capability.storage.ebs-task-volume-attach',
  'ecs.capability.task-cpu-mem-limit',
  'ecs.capability.task-eni.ipv6',
  'ecs.capability.temporary-credentials',
];

const defaultLoggingDrivers = [
  'awsfirelens',
  'awslogs',
  'fluentd',
  'gelf',
  'journald',
  'json-file',
  'none',
  'splunk',
  'syslog',
];

/** What the agent can do with this configuration (/etc/ecs/ecs.config) on a host with or without GPUs. */
export const agentCapabilities = (
  config: Readonly<Record<string, string>>,
  gpus: number,
): ReadonlyMap<string, string> => {
  const dockerApis = Array.from({ length: 44 - 17 + 1 }, (_, offset) => `1.${17 + offset}`);
  const names = [
    ...always,
    ...dockerApis.map((version) => `com.amazonaws.ecs.capability.docker-remote-api.${version}`),
    ...loggingDrivers(config).map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`),
    ...(config['ECS_DISABLE_PRIVILEGED'] === 'true' ? [] : ['com.amazonaws.ecs.capability.privileged-container']),
    ...(config['ECS_ENABLE_TASK_ENI'] === 'false' ? [] : ['ecs.capability.task-eni']),
    ...(config['ECS_AWSVPC_BLOCK_IMDS'] === 'true' ? ['ecs.capability.task-eni-block-instance-metadata'] : []),
    ...(config['ECS_SELINUX_CAPABLE'] === 'true' ? ['com.amazonaws.ecs.capability.selinux'] : []),
    ...(config['ECS_APPARMOR_CAPABLE'] === 'true' ? ['com.amazonaws.ecs.capability.apparmor'] : []),
  ];
  const capabilities = new Map(names.map((name) => [name, '']));
  capabilities.set('ecs.capability.cni-plugin-version', '2024.09.0-0');
  capabilities.set('ecs.capability.branch-cni-plugin-version', 'a21d3a41-');
  if (gpus > 0) capabilities.set('ecs.capability.gpu-driver-version', '550.163.01');
  return capabilities;
};

const loggingDrivers = (config: Readonly<Record<string, string>>): readonly string[] => {
  const configured = stringsIn(config['ECS_AVAILABLE_LOGGING_DRIVERS']);
  return configured ?? defaultLoggingDrivers;
};

/** A JSON list of texts or numbers, or undefined when there is none. */
export const stringsIn = (text: string | undefined): readonly string[] | undefined => {
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
};
