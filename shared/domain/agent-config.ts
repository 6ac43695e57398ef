/**
 * The ECS agent's configuration of a host group: the text of /etc/ecs/ecs.config less ECS_CLUSTER, as it is kept in SSM.
 * It is built from an allow-list of keys, each with a check of its own. No value can hold a line break, a quote at its
 * start or a backslash: the file is read by systemd as an EnvironmentFile, where these mean something.
 * Keys and values: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
import { didYouMean } from './did-you-mean.ts';
import type { FieldError } from './errors.ts';
import type { HostGroupSpec } from './spec.ts';
import { reservedTagPrefix } from './tags.ts';

/** The attribute by which placement is limited to groups. */
export const groupAttribute = 'quaymaster.group';

/** Says what would be right, or nothing when the value is. */
type Check = (value: string) => string | undefined;

const matching =
  (pattern: RegExp, words: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : `must be ${words}`;
const oneOf = (...values: readonly string[]): Check =>
  matching(new RegExp(`^(?:${values.join('|')})$`), `one of ${values.join(', ')}`);
const flag = oneOf('true', 'false');
const duration = matching(/^(?:[1-9][0-9]{0,3}(?:ms|s|m|h)){1,3}$/, 'a duration such as 30s, 10m or 1h30m');
const number = matching(/^(?:0|[1-9][0-9]{0,6})$/, 'a whole number from 0 to 9999999');

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
};

const ports: Check = (value) => {
  const list = parsed(value);
  const right =
    Array.isArray(list) &&
    list.length <= 100 &&
    list.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535) &&
    JSON.stringify(list) === value.replaceAll(' ', '');
  return right ? undefined : 'must be a JSON list of at most 100 port numbers, such as [22, 8080]';
};

const logDrivers = ['awsfirelens', 'awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'none', 'splunk', 'syslog'];
const drivers: Check = (value) => {
  const list = parsed(value);
  const right =
    Array.isArray(list) &&
    list.every((driver) => logDrivers.includes(driver)) &&
    JSON.stringify(list) === value.replaceAll(' ', '');
  return right ? undefined : `must be a JSON list of ${logDrivers.join(', ')}`;
};

const tagText = /^[\p{L}\p{N} _.:/=+@-]*$/u;
const tags: Check = (value) => {
  const entries = parsed(value);
  const right =
    typeof entries === 'object' &&
    entries !== null &&
    !Array.isArray(entries) &&
    !/[\\\r\n]/.test(value) &&
    Object.entries(entries).every(
      ([key, text]) =>
        /^(?!aws:)/i.test(key) &&
        !key.toLowerCase().startsWith(reservedTagPrefix) &&
        tagText.test(key) &&
        key.length >= 1 &&
        key.length <= 128 &&
        typeof text === 'string' &&
        tagText.test(text) &&
        text.length <= 256,
    );
  return right ? undefined : `must be a JSON object of tags, none beginning with aws: or ${reservedTagPrefix}`;
};

/** What a group may set. What is missing here is ours to set, would weaken the host, or needs a secret. */
const allowed: Readonly<Record<string, Check>> = {
  ECS_AVAILABLE_LOGGING_DRIVERS: drivers,
  ECS_CONTAINER_CREATE_TIMEOUT: duration,
  ECS_CONTAINER_INSTANCE_TAGS: tags,
  ECS_CONTAINER_START_TIMEOUT: duration,
  ECS_CONTAINER_STOP_TIMEOUT: duration,
  ECS_DISABLE_IMAGE_CLEANUP: flag,
  ECS_DISABLE_METRICS: flag,
  ECS_DYNAMIC_HOST_PORT_RANGE: matching(/^[1-9][0-9]{0,4}-[1-9][0-9]{0,4}$/, 'two ports such as 32768-60999'),
  ECS_ENABLE_CONTAINER_METADATA: flag,
  ECS_ENABLE_GPU_SUPPORT: flag,
  ECS_ENABLE_HIGH_DENSITY_ENI: flag,
  ECS_ENABLE_TASK_CPU_MEM_LIMIT: flag,
  ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP: flag,
  ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: duration,
  ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER: duration,
  ECS_IMAGE_CLEANUP_INTERVAL: duration,
  ECS_IMAGE_MINIMUM_CLEANUP_AGE: duration,
  ECS_IMAGE_PULL_BEHAVIOR: oneOf('default', 'always', 'once', 'prefer-cached'),
  ECS_IMAGE_PULL_INACTIVITY_TIMEOUT: duration,
  ECS_IMAGE_PULL_TIMEOUT: duration,
  ECS_LOGLEVEL: oneOf('crit', 'error', 'warn', 'info', 'debug'),
  ECS_LOGLEVEL_ON_INSTANCE: oneOf('none', 'crit', 'error', 'warn', 'info', 'debug'),
  ECS_LOG_MAX_FILE_SIZE_MB: number,
  ECS_LOG_MAX_ROLL_COUNT: number,
  ECS_LOG_OUTPUT_FORMAT: oneOf('logfmt', 'json'),
  ECS_LOG_ROLLOVER_TYPE: oneOf('size', 'hourly'),
  ECS_MANIFEST_PULL_TIMEOUT: duration,
  ECS_NUM_IMAGES_DELETE_PER_CYCLE: number,
  ECS_POLLING_METRICS_WAIT_DURATION: duration,
  ECS_POLL_METRICS: flag,
  ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT: flag,
  ECS_RESERVED_MEMORY: number,
  ECS_RESERVED_PORTS: ports,
  ECS_RESERVED_PORTS_UDP: ports,
  ECS_SHARED_VOLUME_MATCH_FULL_CONFIG: flag,
  ECS_TASK_METADATA_RPS_LIMIT: matching(/^[1-9][0-9]{0,4},[1-9][0-9]{0,4}$/, 'two numbers such as 40,60'),
  ECS_TASK_PIDS_LIMIT: matching(/^[1-9][0-9]{0,6}$/, 'a whole number from 1'),
};

/** Set by us, last in the file, whatever a group asks for. */
const mandatory = (group: HostGroupSpec): Readonly<Record<string, string>> => ({
  ECS_INSTANCE_ATTRIBUTES: JSON.stringify({ ...group.attributes, [groupAttribute]: group.name }),
  // IAM conditions on ECS calls see only the tags of the container instance, never those of the EC2 instance.
  ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM: 'ec2_instance',
  ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true',
  ECS_ENABLE_TASK_IAM_ROLE: 'true',
  ECS_AWSVPC_BLOCK_IMDS: 'true',
  ECS_DISABLE_PRIVILEGED: String(!group.allow.privileged),
});

const setByUs: Readonly<Record<string, string>> = {
  ECS_CLUSTER: 'it is the cluster of the group',
  ECS_INSTANCE_ATTRIBUTES: 'use "attributes" of the group',
  ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM: 'hosts always carry the tags of their instance',
  ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'it is always on',
  ECS_ENABLE_TASK_IAM_ROLE: 'it is always on',
  ECS_AWSVPC_BLOCK_IMDS: 'it is always on',
  ECS_DISABLE_PRIVILEGED: 'use "allow.privileged" of the group',
};

/** Everything that is wrong with a group's `agent`, with pointers below `pointer`. Takes any record. */
export const checkAgentConfig = (agent: Readonly<Record<string, unknown>>, pointer = ''): readonly FieldError[] =>
  Object.entries(agent).flatMap(([key, value]): FieldError[] => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const check = Object.hasOwn(allowed, key) ? allowed[key] : undefined;
    if (check === undefined) return [unknownKey(at, key)];
    if (typeof value !== 'string') return [{ pointer: at, detail: 'must be a string' }];
    if (/[\p{Cc}\u2028\u2029]/u.test(value)) return [{ pointer: at, detail: 'must be one line of printable text' }];
    const detail = check(value);
    return detail === undefined ? [] : [{ pointer: at, detail }];
  });

const unknownKey = (pointer: string, key: string): FieldError => {
  const reason = Object.hasOwn(setByUs, key) ? setByUs[key] : undefined;
  if (reason !== undefined) return { pointer, detail: 'cannot be set', hint: reason };
  const meant = didYouMean(key, Object.keys(allowed));
  return {
    pointer,
    detail: 'is not a key that a host group may set',
    hint: meant === undefined ? `Allowed: ${Object.keys(allowed).join(', ')}` : `Did you mean "${meant}"?`,
  };
};

/**
 * Attribute values reach ECS only at a host's first registration. ECS would take backslashes too, systemd would not.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html
 */
export const checkAttributes = (attributes: Readonly<Record<string, unknown>>, pointer = ''): readonly FieldError[] =>
  Object.entries(attributes).flatMap(([name, value]): FieldError[] => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!/^(?!ecs\.|com\.amazonaws|quaymaster)[A-Za-z0-9_./-]{1,128}$/.test(name))
      return [{ pointer: at, detail: 'must be named with 1 to 128 letters, digits and _.-/, not beginning with ecs.' }];
    if (typeof value !== 'string' || !/^(?! )[A-Za-z0-9_.@/: -]{1,128}(?<! )$/.test(value))
      return [{ pointer: at, detail: 'must be 1 to 128 letters, digits, inner spaces and _.-@/:' }];
    return [];
  });

/** The text that hosts of this group read at boot. Only for groups whose `agent` and `attributes` have been checked. */
export const ecsConfig = (group: HostGroupSpec): string => {
  const wrong = [...checkAgentConfig(group.agent, '/agent'), ...checkAttributes(group.attributes, '/attributes')];
  if (wrong[0] !== undefined) throw new Error(`${group.name}${wrong[0].pointer} ${wrong[0].detail}`);
  const entries = [...Object.entries(group.agent).sort(byKey), ...Object.entries(mandatory(group))];
  return entries.map(([key, value]) => `${key}=${value}\n`).join('');
};

const byKey = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** Where a group's ecs.config is kept. `prefix` is `/quaymaster/<stage>`. */
export const configParameter = (prefix: string, cluster: string, group: string): string =>
  `${prefix}/clusters/${cluster}/groups/${group}/ecs.config`;
