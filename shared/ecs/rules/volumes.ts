import { closest } from '../closest.ts';
import { type Finding, pointerTo, refuse, warn } from '../problem.ts';
import type { TaskDefinition, Volume } from '../task-definition.ts';
import { containersOf, isBlank, type Rule, repeated } from './rule.ts';

const kinds = [
  'host',
  'dockerVolumeConfiguration',
  'efsVolumeConfiguration',
  's3filesVolumeConfiguration',
  'fsxWindowsFileServerVolumeConfiguration',
] as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html */
export const volumeRules: Rule = function* (definition) {
  const volumes = definition.volumes ?? [];
  for (const [index, volume] of volumes.entries()) {
    yield* volumeRulesOf(volume, (...parts) => pointerTo('volumes', index, ...parts));
  }
  yield* repeated(
    volumes.map(({ name }) => name),
    (index, name) => refuse(pointerTo('volumes', index, 'name'), `another volume is already called ${name}`),
  );
  const atLaunch = volumes.filter(({ configuredAtLaunch }) => configuredAtLaunch === true);
  if (atLaunch.length > 1) yield refuse('/volumes', 'only one volume can be configured at launch');
  yield* mountRules(definition);
};

const volumeRulesOf = function* (volume: Volume, at: (...parts: string[]) => string): Iterable<Finding> {
  const { name, efsVolumeConfiguration: efs, fsxWindowsFileServerVolumeConfiguration: fsx } = volume;
  if (isBlank(name)) yield refuse(at('name'), 'a volume needs a name');
  else if (!/^[A-Za-z0-9_-]{1,255}$/.test(name ?? '')) {
    yield refuse(at('name'), 'a name has up to 255 letters, digits, hyphens and underscores');
  }
  const given = kinds.filter((kind) => volume[kind] !== undefined);
  if (given.length > 1) yield refuse(at(), `a volume is of one kind, not ${given.join(' and ')}`);
  if (given.length > 0 && volume.configuredAtLaunch === true) {
    yield refuse(at('configuredAtLaunch'), `a volume that is configured at launch has no ${given[0]}`);
  }
  const docker = volume.dockerVolumeConfiguration;
  if (docker?.['autoprovision'] !== undefined && docker['scope'] !== 'shared') {
    yield refuse(
      at('dockerVolumeConfiguration', 'autoprovision'),
      'only volumes of the scope shared are autoprovisioned',
    );
  }
  if (efs !== undefined) yield* efsRules(efs, (...parts) => at('efsVolumeConfiguration', ...parts));
  if (fsx !== undefined) {
    yield* required(fsx, ['fileSystemId', 'rootDirectory'], (field) =>
      at('fsxWindowsFileServerVolumeConfiguration', field),
    );
    yield* required(partOf(fsx, 'authorizationConfig'), ['credentialsParameter', 'domain'], (field) =>
      at('fsxWindowsFileServerVolumeConfiguration', 'authorizationConfig', field),
    );
  }
  if (volume.s3filesVolumeConfiguration !== undefined) {
    yield* required(volume.s3filesVolumeConfiguration, ['fileSystemArn'], (field) =>
      at('s3filesVolumeConfiguration', field),
    );
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html */
const efsRules = function* (efs: Record<string, unknown>, at: (...parts: string[]) => string): Iterable<Finding> {
  yield* required(efs, ['fileSystemId'], (field) => at(field));
  const { accessPointId, iam } = partOf(efs, 'authorizationConfig');
  const encrypted = efs['transitEncryption'] === 'ENABLED';
  if ((accessPointId !== undefined || iam === 'ENABLED') && !encrypted) {
    yield refuse(at('transitEncryption'), 'must be ENABLED for IAM authorization or an access point');
  }
  if (accessPointId !== undefined && (efs['rootDirectory'] ?? '/') !== '/') {
    yield refuse(at('rootDirectory'), 'must be left out or "/" with an access point');
  }
  const port = efs['transitEncryptionPort'];
  if (typeof port === 'number' && (port < 0 || port > 65_535)) {
    yield refuse(at('transitEncryptionPort'), 'must be a port from 0 to 65535');
  }
};

/**
 * Mount points name volumes of the task. Where a volume is declared and nobody mounts it, the names were mixed up, as in AWS's
 * own tutorial for FSx, whose definition is said to be whole: that is a warning. Otherwise it is refused, as ECS does.
 */
const mountRules = function* (definition: TaskDefinition): Iterable<Finding> {
  const declared = (definition.volumes ?? []).flatMap(({ name }) => name ?? []);
  const mounts = containersOf(definition).flatMap(({ container, at }) =>
    (container.mountPoints ?? []).map((mount, index) => ({
      ...mount,
      at: (field: string) => at('mountPoints', index, field),
    })),
  );
  const mounted = new Set(mounts.map(({ sourceVolume }) => sourceVolume));
  const unmounted = declared.filter((name) => !mounted.has(name));
  for (const { sourceVolume, containerPath, at } of mounts) {
    if (isBlank(containerPath)) yield refuse(at('containerPath'), 'a mount point needs a path in the container');
    if (isBlank(sourceVolume)) {
      yield refuse(at('sourceVolume'), 'a mount point needs the name of a volume', {
        ecsMessage: `Unknown volume '${sourceVolume ?? 'null'}'.`,
      });
    } else if (!declared.includes(sourceVolume ?? '')) {
      const meant = closest(sourceVolume ?? '', unmounted.length > 0 ? unmounted : declared);
      const report = unmounted.length > 0 ? warn : refuse;
      yield report(at('sourceVolume'), `there is no volume ${sourceVolume} among the task's volumes`, {
        ecsMessage: `Unknown volume '${sourceVolume}'.`,
        ...(meant !== undefined && { hint: `did you mean ${JSON.stringify(meant)}?` }),
      });
    }
  }
};

const partOf = (object: Record<string, unknown>, field: string): Record<string, unknown> =>
  (object[field] ?? {}) as Record<string, unknown>;

const required = function* (
  object: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  at: (field: string) => string,
): Iterable<Finding> {
  for (const field of fields) {
    const value = object[field];
    if (value === undefined || value === '') yield refuse(at(field), `${field} is required`);
  }
};
