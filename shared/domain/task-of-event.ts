import { type Fields, isObject, listOf } from './event-fields.ts';
import type { TaskView } from './snapshot.ts';

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
    version: Number.isSafeInteger(detail['version']) ? (detail['version'] as number) : 0,
    ...optional('startedBy', text(detail['startedBy'])),
    ...optional('containerInstanceArn', text(detail['containerInstanceArn'])),
    ...optional('availabilityZone', text(detail['availabilityZone'])),
    ...optional('startedAt', time(detail['startedAt'])),
    ...optional('stoppedAt', time(detail['stoppedAt'])),
    ...optional('stopCode', text(detail['stopCode'])),
    ...optional('stoppedReason', text(detail['stoppedReason'])),
    containers: listOf(detail['containers']).slice(0, mostContainers).filter(isObject).map(containerOf),
  };
};

/**
 * Whether a task is of this cluster of ours by its ARN: an event that names one cluster and a task of another, or none, is forged.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
 */
export const isTaskOf = (
  { arn }: Pick<TaskView, 'arn'>,
  cluster: string,
  { account, region }: { readonly account: string; readonly region: string },
): boolean => {
  const [, at, of, named] = /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):([0-9]{12}):task\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  return at === region && of === account && named === cluster;
};

const containerOf = (container: Fields): TaskView['containers'][number] => ({
  name: text(container['name']) ?? '',
  image: text(container['image']) ?? '',
  lastStatus: text(container['lastStatus']) ?? '',
  ...optional('exitCode', typeof container['exitCode'] === 'number' ? container['exitCode'] : undefined),
  ...optional('reason', text(container['reason'])),
  hostPorts: listOf(container['networkBindings'])
    .slice(0, mostPorts)
    .filter(isObject)
    .flatMap(({ hostPort }) => (typeof hostPort === 'number' ? [hostPort] : [])),
});

/** More than ECS lets a task have; a forged event must not become an item that the table refuses, or that fills it. */
const mostContainers = 20;
const mostPorts = 100;
const longest = 1_024;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, longest) : undefined);
const time = (value: unknown): number | undefined => {
  const at = Date.parse(text(value) ?? '');
  return Number.isNaN(at) ? undefined : at;
};
const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
