/** Custom attributes of container instances. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAttributes.html */
import type {
  Attribute,
  DeleteAttributesCommandInput,
  DeleteAttributesCommandOutput,
  ListAttributesCommandInput,
  ListAttributesCommandOutput,
  PutAttributesCommandInput,
  PutAttributesCommandOutput,
} from '@aws-sdk/client-ecs';
import { limits } from '../../../../shared/ecs/limits.ts';
import { isAttributeName, isAttributeValue } from '../../../../shared/ecs/names.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { hostChanged } from '../behaviour/tell.ts';
import { wakeServices } from '../behaviour/wake-services.ts';
import { clusterOf, findHost } from '../find.ts';
import { page } from '../pages.ts';
import type { ClusterRecord, HostRecord } from '../state.ts';

const targetOf = (cluster: ClusterRecord, attribute: Attribute): HostRecord => {
  const host = attribute.targetId === undefined ? undefined : findHost(cluster, attribute.targetId);
  if (host === undefined || host.status === 'INACTIVE')
    throw new AwsError('TargetNotFoundException', 'The specified target was not found.');
  return host;
};

/** Attributes that ECS or its agent set do not count towards the limit of custom ones. */
const isCustom = (name: string): boolean => !/^(com\.amazonaws\.)?ecs\./.test(name);

export const putAttributes: Operation<PutAttributesCommandInput, PutAttributesCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const attributes = input.attributes ?? [];
  if (attributes.length === 0 || attributes.length > limits.attributesPerPutAttributes)
    throw new AwsError('InvalidParameterException', 'Attributes must have between 1 and 10 elements.');
  const targets = attributes.map((attribute) => ({ attribute, host: targetOf(cluster, attribute) }));
  for (const { attribute, host } of targets) check(attribute, host);
  for (const { attribute, host } of targets)
    host.attributes = { ...host.attributes, [attribute.name ?? '']: attribute.value ?? '' };
  changed(world, targets);
  return { attributes: targets.map(({ attribute, host }) => ({ ...attribute, targetId: host.arn })) };
};

const check = ({ name = '', value }: Attribute, host: HostRecord): void => {
  if (!isAttributeName(name)) throw new AwsError('InvalidParameterException', `Invalid attribute name ${name}.`);
  if (value !== undefined && value !== '' && !isAttributeValue(value))
    throw new AwsError('InvalidParameterException', `Invalid value of the attribute ${name}.`);
  const custom = new Set([...Object.keys(host.attributes), name].filter(isCustom));
  if (custom.size > limits.customAttributesPerResource)
    throw new AwsError(
      'AttributeLimitExceededException',
      'You can apply up to 10 custom attributes for each resource.',
    );
};

export const deleteAttributes: Operation<DeleteAttributesCommandInput, DeleteAttributesCommandOutput> = (
  input,
  { world },
) => {
  const cluster = clusterOf(world, input.cluster);
  const targets = (input.attributes ?? []).map((attribute) => ({ attribute, host: targetOf(cluster, attribute) }));
  const deleted = targets
    .filter(
      ({ attribute: { name = '', value }, host }) =>
        Object.hasOwn(host.attributes, name) && (value === undefined || host.attributes[name] === value),
    )
    .map(({ attribute, host }) => ({ attribute, host, value: host.attributes[attribute.name ?? ''] }));
  for (const { attribute, host } of deleted)
    host.attributes = Object.fromEntries(Object.entries(host.attributes).filter(([name]) => name !== attribute.name));
  changed(world, deleted);
  return {
    attributes: deleted.map(({ attribute, host, value = '' }) => ({
      ...attribute,
      ...(value !== '' && { value }),
      targetId: host.arn,
    })),
  };
};

/** What tasks need may be there now: services look again. */
const changed = (world: World, targets: readonly { readonly host: HostRecord }[]): void => {
  for (const host of new Set(targets.map((target) => target.host))) {
    hostChanged(world, host);
    wakeServices(world, host);
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAttributes.html */
export const listAttributes: Operation<ListAttributesCommandInput, ListAttributesCommandOutput> = (
  input,
  { world },
) => {
  const cluster = clusterOf(world, input.cluster);
  if (input.targetType !== 'container-instance')
    throw new AwsError('InvalidParameterException', 'The target type must be container-instance.');
  if (input.attributeValue !== undefined && input.attributeName === undefined)
    throw new AwsError('InvalidParameterException', 'A value can only be looked for together with a name.');
  const attributes = [...cluster.hosts.values()]
    .filter(({ status }) => status !== 'INACTIVE')
    .flatMap((host) => Object.entries(host.attributes).map(([name, value]) => shown(host, name, value)))
    .filter(
      ({ name, value }) =>
        (input.attributeName === undefined || name === input.attributeName) &&
        (input.attributeValue === undefined || value === input.attributeValue),
    );
  const key = ({ targetId, name }: Attribute) => `${targetId} ${name}`;
  const { items, ...more } = page(
    attributes.sort((one, other) => (key(one) < key(other) ? -1 : 1)),
    key,
    input,
  );
  return { attributes: [...items], ...more };
};

const shown = (host: HostRecord, name: string, value: string): Attribute => ({
  name,
  ...(value !== '' && { value }),
  targetId: host.arn,
  targetType: 'container-instance',
});
