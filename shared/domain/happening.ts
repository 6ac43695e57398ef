/**
 * What an event says about where to look. An event is only a hint, never a fact to act on: a forged one costs one reading.
 * Unknown types and fields pass, because AWS adds to both.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
import { type Fields, isObject, listOf } from './event-fields.ts';

/**
 * What was told of that is not read at each look: maintenance that AWS has planned, tasks that stopped, instances that no spec
 * accounts for.
 */
export type Told = 'maintenance' | 'tasks' | 'orphans';

/** What AWS is to show of an instance after the event: until it does, there is more to see in a few seconds. */
export type Shows = 'leaving' | 'interrupted';

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
  /** Events of EC2, spot and AWS Health name no cluster; the latter may name many instances. */
  | {
      readonly about: 'instances';
      readonly instances: readonly string[];
      readonly cause: string;
      readonly tells?: Told;
      readonly shows?: Shows;
    }
  | { readonly about: 'nothing'; readonly why: string };

interface Home {
  readonly account: string;
  readonly region: string;
}

export const happeningOf = (raw: unknown, home: Home): Happening => {
  if (!isObject(raw) || !isObject(raw['detail'])) return nothing('it is no event');
  const { source, detail, account, region } = raw;
  const type = raw['detail-type'];
  if (typeof type !== 'string') return nothing('it has no detail-type');
  if (account !== home.account || region !== home.region) return nothing('it is of another account or region');
  if (source === 'aws.ecs') return ecsHappening(type, raw, detail, home);
  if (source === 'aws.ec2') return ec2Happening(type, detail);
  if (source === 'aws.health') return healthHappening(type, raw, detail);
  return nothing('its source is not listened to');
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
const ec2Happening = (type: string, detail: Fields): Happening => {
  const instances = instanceIds([detail['instance-id']]);
  if (instances.length === 0) return nothing('it names no instance');
  const state = [detail['state'], detail['instance-action']].find((word) => typeof word === 'string');
  const cause = words(type, state);
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
  if (type === 'EC2 Spot Instance Interruption Warning')
    return { about: 'instances', instances, cause, shows: 'interrupted' };
  const leaving = ['shutting-down', 'terminated', 'stopping', 'stopped'].includes(String(state));
  return { about: 'instances', instances, cause, ...(leaving && { shows: 'leaving' }) };
};

/**
 * What AWS has planned for instances. The instances are the affected entities, and the resources of the event.
 * https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
 */
const healthHappening = (type: string, event: Fields, detail: Fields): Happening => {
  if (detail['service'] !== 'EC2') return nothing('it is not about EC2');
  const entities = listOf(detail['affectedEntities']).map((entity) => isObject(entity) && entity['entityValue']);
  const instances = instanceIds([...entities, ...listOf(event['resources'])]);
  if (instances.length === 0) return nothing('it names no instance');
  return { about: 'instances', instances, cause: words(type, detail['eventTypeCode']), tells: 'maintenance' };
};

/** More than one event is about in earnest: the sweep sees the others. */
const mostInstances = 100;

const instanceIds = (named: readonly unknown[]): readonly string[] =>
  [...new Set(named.filter((id): id is string => typeof id === 'string' && /^i-[0-9a-f]{8,17}$/.test(id)))].slice(
    0,
    mostInstances,
  );

const ecsHappening = (type: string, event: Fields, detail: Fields, home: Home): Happening => {
  const cluster = clusterOf(detail['clusterArn'], home) ?? clusterOfService(event['resources'], home);
  if (cluster === undefined) return nothing('it names no cluster of ours');
  const { containerInstanceArn: arn, version } = detail;
  const registration = type === 'ECS Container Instance State Change';
  const seen = registration && typeof arn === 'string' && arn.length <= longestArn && Number.isSafeInteger(version);
  const what = ['eventName', 'lastStatus', 'status', 'overallStatus']
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

/** What is no text is none: an object may not even become one, and a list that is nested deeply ends the stack. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** More than an ARN of a registration can have. */
const longestArn = 400;

const nothing = (why: string): Happening => ({ about: 'nothing', why });

/** Only words that AWS uses, so that nothing else reaches a log through here. */
const words = (type: string, what: unknown): string =>
  [type, what]
    .filter((word): word is string => typeof word === 'string' && /^[A-Za-z0-9 _-]{1,80}$/.test(word))
    .join(' ');

const clusterOf = (arn: unknown, { account, region }: Home): string | undefined => {
  const [, at, of, cluster] =
    /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):cluster\/([A-Za-z0-9_-]{1,255})$/.exec(textOf(arn)) ?? [];
  return at === region && of === account ? cluster : undefined;
};

/** Events about deployments name only the service; in the long form of its ARN the cluster is named too. */
const clusterOfService = (resources: unknown, { account, region }: Home): string | undefined => {
  const [arn] = listOf(resources);
  const [, at, of, cluster] =
    /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):service\/([A-Za-z0-9_-]{1,255})\/[A-Za-z0-9_-]{1,255}$/.exec(
      textOf(arn),
    ) ?? [];
  return at === region && of === account ? cluster : undefined;
};
