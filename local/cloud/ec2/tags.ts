/** The rules of tags (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions). */
import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../kernel/aws-error.ts';
import type { Tags } from './state.ts';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

/** Tags as callers give them, or a refusal. `beside` are those that the resource has already. */
export const readTags = (given: readonly Tag[], beside: Tags = new Map()): Tags => {
  const tags: Tags = new Map();
  for (const { Key: key = '', Value: value = '' } of given) {
    if (key === '') throw new AwsError('InvalidParameterValue', 'Tag key cannot be empty.');
    if (key.toLowerCase().startsWith('aws:'))
      throw new AwsError('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`);
    if ([...key].length > longestKey)
      throw new AwsError('InvalidParameterValue', `Tag key exceeds the maximum length of ${longestKey} characters`);
    if ([...value].length > longestValue)
      throw new AwsError('InvalidParameterValue', `Tag value exceeds the maximum length of ${longestValue} characters`);
    if (tags.has(key)) throw new AwsError('InvalidParameterValue', `Duplicate tag key '${key}' specified.`);
    tags.set(key, value);
  }
  if (new Set([...beside.keys(), ...tags.keys()]).size > mostTags)
    throw new AwsError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  return tags;
};

/** Tags by resource type, from the tag specifications of a call that makes resources of these types. */
export const readTagSpecifications = <Type extends string>(
  specifications: readonly TagSpecification[] | undefined,
  types: readonly Type[],
): Readonly<Record<Type, Tags>> => {
  const byType = Object.fromEntries(types.map((type) => [type, new Map()])) as Record<Type, Tags>;
  for (const { ResourceType: type, Tags: tags } of specifications ?? []) {
    if (!types.some((known) => known === type))
      throw new AwsError(
        'InvalidParameterValue',
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    if (tags === undefined || tags.length === 0)
      throw new AwsError('InvalidParameterValue', 'Tag specification must have at least one tag');
    for (const [key, value] of readTags(tags, byType[type as Type])) byType[type as Type].set(key, value);
  }
  return byType;
};

/** The member Tags of a resource, which one without tags lacks: `<tagSet>` is not there then, whatever else is. */
export const showTags = (tags: Tags): { readonly Tags?: Tag[] } =>
  tags.size === 0 ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
