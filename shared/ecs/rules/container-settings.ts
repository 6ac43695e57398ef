import { limits } from '../limits.ts';
import { type Finding, refuse, warn } from '../problem.ts';
import type { ContainerDefinition, TaskDefinition } from '../task-definition.ts';
import { containersOf, isBlank, isOnFargate, type PlacedContainer, type Rule } from './rule.ts';

/** The smaller settings of a container, each by its own page of the API reference. */
export const containerSettingsRules: Rule = function* (definition) {
  for (const placed of containersOf(definition)) {
    yield* environmentRules(placed, definition);
    yield* healthCheckRules(placed.container.healthCheck, (field) => placed.at('healthCheck', field));
    yield* timeRules(placed, definition);
    yield* networkRules(placed, definition.networkMode ?? 'bridge');
    yield* listRules(placed);
    yield* linuxRules(placed);
    yield* resourceRules(placed, definition);
  }
};

type At = PlacedContainer['at'];

/**
 * Names are required; secrets need an execution role and must not share a name with each other or the environment.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
const environmentRules = function* ({ container, at }: PlacedContainer, definition: TaskDefinition): Iterable<Finding> {
  const names = new Set<string>();
  for (const [index, { name }] of (container.environment ?? []).entries()) {
    if (isBlank(name)) yield refuse(at('environment', index, 'name'), 'an environment variable needs a name');
    names.add(name ?? '');
  }
  for (const [index, { name, valueFrom }] of (container.secrets ?? []).entries()) {
    if (isBlank(name)) yield refuse(at('secrets', index, 'name'), 'a secret needs a name');
    else if (names.has(name ?? '')) {
      yield refuse(at('secrets', index, 'name'), `another variable or secret is already called ${name}`, {
        ecsMessage: `The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${name}'.`,
      });
    }
    names.add(name ?? '');
    if (isBlank(valueFrom)) {
      yield refuse(at('secrets', index, 'valueFrom'), 'a secret needs the ARN or name of what holds its value');
    }
  }
  if ((container.secrets ?? []).length > 0 && isBlank(definition.executionRoleArn)) {
    yield refuse('/executionRoleArn', 'secrets need an execution role that may read them', {
      ecsMessage: "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    });
  }
  const files = container.environmentFiles ?? [];
  if (files.length > limits.environmentFilesPerContainer) {
    yield refuse(at('environmentFiles'), `${files.length} files are more than ${limits.environmentFilesPerContainer}`);
  }
  for (const [index, { type, value }] of files.entries()) {
    if (type === undefined) yield refuse(at('environmentFiles', index, 'type'), 'must be s3');
    if (isBlank(value)) yield refuse(at('environmentFiles', index, 'value'), 'must be the ARN of an S3 object');
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const healthCheckRules = function* (
  check: ContainerDefinition['healthCheck'],
  at: (field: string) => string,
): Iterable<Finding> {
  if (check === undefined) return;
  const [first] = check.command ?? [];
  if (isBlank(first)) yield refuse(at('command'), 'a health check needs a command');
  else if (first !== 'CMD' && first !== 'CMD-SHELL' && first !== 'NONE') {
    yield warn(at('command'), 'a command starts with CMD or CMD-SHELL; this one will not be run as it is meant');
  }
  yield* within(check.interval, 5, 300, at('interval'), 'seconds');
  yield* within(check.timeout, 2, 60, at('timeout'), 'seconds');
  yield* within(check.retries, 1, 10, at('retries'), 'retries');
  yield* within(check.startPeriod, 0, 300, at('startPeriod'), 'seconds');
};

const timeRules = function* ({ container, at }: PlacedContainer, definition: TaskDefinition): Iterable<Finding> {
  const most = isOnFargate(definition) ? 120 : 2_147_483_647;
  for (const field of ['startTimeout', 'stopTimeout'] as const) {
    yield* within(container[field], 0, most, at(field), 'seconds');
  }
  const { restartPolicy } = container;
  if (restartPolicy === undefined) return;
  if (restartPolicy.enabled === undefined) yield refuse(at('restartPolicy', 'enabled'), 'enabled is required');
  yield* within(restartPolicy.restartAttemptPeriod, 60, 1_800, at('restartPolicy', 'restartAttemptPeriod'), 'seconds');
  if ((restartPolicy.ignoredExitCodes ?? []).length > 50) {
    yield refuse(at('restartPolicy', 'ignoredExitCodes'), 'at most 50 exit codes can be ignored');
  }
};

/** Not with awsvpc, where the hosts file and name are the task's. */
const networkRules = function* ({ container, at }: PlacedContainer, mode: string): Iterable<Finding> {
  for (const [index, { hostname, ipAddress }] of (container.extraHosts ?? []).entries()) {
    if (isBlank(hostname)) yield refuse(at('extraHosts', index, 'hostname'), 'a host needs a name');
    if (isBlank(ipAddress)) yield refuse(at('extraHosts', index, 'ipAddress'), 'a host needs an IP address');
  }
  if (mode !== 'awsvpc') return;
  if (container.hostname !== undefined) yield refuse(at('hostname'), 'cannot be set with the network mode awsvpc');
  if ((container.extraHosts ?? []).length > 0) {
    yield refuse(at('extraHosts'), 'cannot be set with the network mode awsvpc');
  }
};

const listRules = function* ({ container, at }: PlacedContainer): Iterable<Finding> {
  for (const [index, { name, softLimit, hardLimit }] of (container.ulimits ?? []).entries()) {
    yield* demanded({ name, softLimit, hardLimit }, (field) => at('ulimits', index, field));
    if (softLimit !== undefined && hardLimit !== undefined && hardLimit >= 0 && softLimit > hardLimit) {
      yield refuse(
        at('ulimits', index, 'softLimit'),
        `the soft limit ${softLimit} is above the hard limit ${hardLimit}`,
      );
    }
  }
  for (const [index, control] of (container.systemControls ?? []).entries()) {
    yield* demanded({ namespace: control.namespace, value: control.value }, (field) =>
      at('systemControls', index, field),
    );
  }
  if (container.repositoryCredentials !== undefined) {
    const { credentialsParameter } = container.repositoryCredentials;
    yield* demanded({ credentialsParameter }, (field) => at('repositoryCredentials', field));
  }
  if ((container.credentialSpecs ?? []).length > 1) yield refuse(at('credentialSpecs'), 'at most one can be given');
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html */
const linuxRules = function* ({ container, at }: PlacedContainer): Iterable<Finding> {
  const linux = container.linuxParameters;
  if (linux === undefined) return;
  const inside: At = (...parts) => at('linuxParameters', ...parts);
  yield* within(linux.swappiness, 0, 100, inside('swappiness'), 'percent');
  yield* within(linux.maxSwap, 0, 2_147_483_647, inside('maxSwap'), 'MiB');
  yield* within(linux.sharedMemorySize, 0, 2_147_483_647, inside('sharedMemorySize'), 'MiB');
  for (const [index, { hostPath }] of (linux.devices ?? []).entries()) {
    yield* demanded({ hostPath }, (field) => inside('devices', index, field));
  }
  for (const [index, { containerPath, size }] of (linux.tmpfs ?? []).entries()) {
    yield* demanded({ containerPath, size }, (field) => inside('tmpfs', index, field));
    yield* within(size, 1, 2_147_483_647, inside('tmpfs', index, 'size'), 'MiB');
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html */
const resourceRules = function* ({ container, at }: PlacedContainer, definition: TaskDefinition): Iterable<Finding> {
  const devices = (definition.inferenceAccelerators ?? []).map(({ deviceName }) => deviceName);
  for (const [index, { type, value, sharingStrategy }] of (container.resourceRequirements ?? []).entries()) {
    const pointer = (field: string) => at('resourceRequirements', index, field);
    yield* demanded({ type }, pointer);
    if (type === 'GPU' && sharingStrategy === undefined && !/^([1-9]\d{0,2}|ALL)$/.test(value ?? '')) {
      yield refuse(pointer('value'), 'must be how many GPUs, as text, or ALL');
    }
    if (type === 'InferenceAccelerator' && !devices.includes(value)) {
      yield refuse(pointer('value'), "must be the deviceName of one of the task's inferenceAccelerators");
    }
  }
};

const within = function* (
  value: number | undefined,
  least: number,
  most: number,
  pointer: string,
  unit: string,
): Iterable<Finding> {
  if (value !== undefined && (value < least || value > most)) {
    yield refuse(pointer, `${value} ${unit} is not from ${least} to ${most}`);
  }
};

const demanded = function* (
  fields: Readonly<Record<string, string | number | undefined>>,
  at: (field: string) => string,
): Iterable<Finding> {
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || value === '') yield refuse(at(field), `${field} is required`);
  }
};
