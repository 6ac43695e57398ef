/**
 * What an event says about where to look. An event is only a hint, never a fact to act on: a forged one costs one reading.
 * Unknown types and fields pass, because AWS adds to both.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
import type { TaskView } from './snapshot.ts';

/**
 * What was told of that is not read at each look: maintenance that AWS has planned, tasks that stopped, instances that no spec
 * accounts for.
 */
export type Told = 'maintenance' | 'tasks' | 'orphans';

export type Happening =
  | {
      readonly about: 'cluster';
      readonly cluster: string;
      readonly cause: string;
      readonly tells?: Told;
      /** A registration and the version that the event carried. */
      readonly seen?: { readonly arn: string; readonly version: number };
      /** A host that takes tasks: it came, its agent went or came back, or its tasks changed. Only the first is urgent. */
      readonly ofActiveHost?: true;
    }
  /** EC2 and spot events name no cluster. */
  | { readonly about: 'instance'; readonly instance: string; readonly cause: string }
  | { readonly about: 'nothing'; readonly why: string };

interface Home {
  readonly account: string;
  readonly region: string;
}
type Fields = Readonly<Record<string, unknown>>;

export const happeningOf = (raw: unknown, home: Home): Happening => {
  if (!isObject(raw) || !isObject(raw['detail'])) return nothing('it is no event');
  const { source, detail, account, region } = raw;
  const type = raw['detail-type'];
  if (typeof type !== 'string') return nothing('it has no detail-type');
  if (account !== home.account || region !== home.region) return nothing('it is of another account or region');
  if (source === 'aws.ecs') return ecsHappening(type, raw, detail, home);
  if (source !== 'aws.ec2') return nothing('its source is not listened to');
  const instance = detail['instance-id'];
  if (typeof instance !== 'string' || !/^i-[0-9a-f]{8,17}$/.test(instance)) return nothing('it names no instance');
  const what = [detail['state'], detail['instance-action']].find((word) => typeof word === 'string');
  return { about: 'instance', instance, cause: words(type, what) };
};

const ecsHappening = (type: string, event: Fields, detail: Fields, home: Home): Happening => {
  const cluster = clusterOf(detail['clusterArn'], home) ?? clusterOfService(event['resources'], home);
  if (cluster === undefined) return nothing('it names no cluster of ours');
  const { containerInstanceArn: arn, version } = detail;
  const registration = type === 'ECS Container Instance State Change';
  const seen = registration && typeof arn === 'string' && Number.isSafeInteger(version);
  const what = ['eventName', 'lastStatus', 'status']
    .map((name) => detail[name])
    .find((word) => typeof word === 'string');
  return {
    about: 'cluster',
    cluster,
    cause: words(type, what),
    ...(type === 'ECS Task State Change' && detail['lastStatus'] === 'STOPPED' && { tells: 'tasks' }),
    ...(seen && { seen: { arn, version: version as number } }),
    ...(registration && detail['status'] === 'ACTIVE' && { ofActiveHost: true }),
  };
};

const nothing = (why: string): Happening => ({ about: 'nothing', why });
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only words that AWS uses, so that nothing else reaches a log through here. */
const words = (type: string, what: unknown): string =>
  [type, what]
    .filter((word): word is string => typeof word === 'string' && /^[A-Za-z0-9 _-]{1,80}$/.test(word))
    .join(' ');

const clusterOf = (arn: unknown, { account, region }: Home): string | undefined => {
  const [, at, of, cluster] =
    /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):cluster\/([A-Za-z0-9_-]{1,255})$/.exec(String(arn)) ?? [];
  return at === region && of === account ? cluster : undefined;
};

/** Events about deployments name only the service; in the long form of its ARN the cluster is named too. */
const clusterOfService = (resources: unknown, { account, region }: Home): string | undefined => {
  const arn = Array.isArray(resources) ? resources[0] : undefined;
  const [, at, of, cluster] =
    /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):service\/([A-Za-z0-9_-]{1,255})\/[A-Za-z0-9_-]{1,255}$/.exec(
      String(arn),
    ) ?? [];
  return at === region && of === account ? cluster : undefined;
};

/** The task that an `ECS Task State Change` carries; undefined when it is not whole. */
export const taskOf = (raw: unknown): TaskView | undefined => {
  const detail = isObject(raw) ? raw['detail'] : undefined;
  if (!isObject(detail)) return undefined;
  const arn = text(detail['taskArn']);
  const id = arn?.split('/').at(-1);
  if (arn === undefined || id === undefined || !/^[0-9a-zA-Z-]{1,64}$/.test(id)) return undefined;
  return {
    arn,
    id,
    taskDefinition: text(detail['taskDefinitionArn'])?.split('/').at(-1) ?? '',
    lastStatus: text(detail['lastStatus']) ?? '',
    desiredStatus: text(detail['desiredStatus']) ?? '',
    group: text(detail['group']) ?? '',
    createdAt: time(detail['createdAt']) ?? 0,
    version: Number(detail['version'] ?? 0),
    ...optional('startedBy', text(detail['startedBy'])),
    ...optional('containerInstanceArn', text(detail['containerInstanceArn'])),
    ...optional('availabilityZone', text(detail['availabilityZone'])),
    ...optional('startedAt', time(detail['startedAt'])),
    ...optional('stoppedAt', time(detail['stoppedAt'])),
    ...optional('stopCode', text(detail['stopCode'])),
    ...optional('stoppedReason', text(detail['stoppedReason'])),
    containers: (Array.isArray(detail['containers']) ? detail['containers'] : []).filter(isObject).map(containerOf),
  };
};

const containerOf = (container: Fields): TaskView['containers'][number] => ({
  name: text(container['name']) ?? '',
  image: text(container['image']) ?? '',
  lastStatus: text(container['lastStatus']) ?? '',
  ...optional('exitCode', typeof container['exitCode'] === 'number' ? container['exitCode'] : undefined),
  ...optional('reason', text(container['reason'])),
  hostPorts: (Array.isArray(container['networkBindings']) ? container['networkBindings'] : [])
    .filter(isObject)
    .flatMap(({ hostPort }) => (typeof hostPort === 'number' ? [hostPort] : [])),
});

const longest = 1_024;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, longest) : undefined);
const time = (value: unknown): number | undefined => {
  const at = Date.parse(String(value));
  return Number.isNaN(at) ? undefined : at;
};
const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
