/**
 * The capabilities that the ECS agent of the ECS-optimized AL2023 image registers: attributes without a value.
 * agent/app/agent_capability.go and agent_capability_linux.go of aws/amazon-ecs-agent; the AMI's ecs-init allows the log
 * drivers. Windows-only ones (FSx, gMSA) and those of accelerators are not among them.
 */
const dockerApiVersions = Array.from({ length: 28 }, (_, index) => `docker-remote-api.1.${17 + index}`);
const logDrivers = ['json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk', 'logentries', 'none'];

export const linuxAgentCapabilities: readonly string[] = [
  ...[
    ...dockerApiVersions,
    ...[...logDrivers, 'awsfirelens'].map((driver) => `logging-driver.${driver}`),
    'ecr-auth',
    'task-iam-role',
    'task-iam-role-network-host',
  ].map((name) => `com.amazonaws.ecs.capability.${name}`),
  ...[
    'aws-appmesh',
    'container-health-check',
    'container-ordering',
    'container-restart-policy',
    'docker-plugin.amazon-ecs-volume-plugin',
    'docker-plugin.local',
    'ecr-endpoint',
    'efs',
    'efsAuth',
    'env-files.s3',
    'execute-command',
    'execution-role-awslogs',
    'execution-role-ecr-pull',
    'fault-injection',
    'firelens.fluentbit',
    'firelens.fluentd',
    'firelens.options.config.file',
    'firelens.options.config.s3',
    'full-sync',
    'increased-task-cpu-limit',
    'ipv6-only',
    'logging-driver.awsfirelens.log-driver-buffer-limit',
    'network.container-port-range',
    'pid-ipc-namespace-sharing',
    'private-registry-authentication.secretsmanager',
    'secrets.asm.bootstrap.log-driver',
    'secrets.asm.environment-variables',
    'secrets.ssm.bootstrap.log-driver',
    'secrets.ssm.environment-variables',
    'service-connect-v1',
    'storage.ebs-task-volume-attach',
    'task-cpu-mem-limit',
    'task-eni',
  ].map((name) => `ecs.capability.${name}`),
];

/** Registered unless ECS_DISABLE_PRIVILEGED is true. */
export const privilegedCapability = 'com.amazonaws.ecs.capability.privileged-container';
