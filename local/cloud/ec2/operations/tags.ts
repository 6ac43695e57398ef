/** CreateTags, DeleteTags and DescribeTags. */
import type {
  CreateTagsCommandInput,
  CreateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  ResourceType,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { exactValues, filtered } from '../filters.ts';
import { page, withToken } from '../paging.ts';
import { knownResources, type TaggedResource, taggedResources, taggedResourcesById } from '../tagged-resources.ts';
import { readTags } from '../tags.ts';

const tagPages = { from: 5, to: 1_000 };

/** Adds or overwrites tags of all the resources, or of none (…/APIReference/API_CreateTags.html). */
export const createTags: Operation<CreateTagsCommandInput, CreateTagsCommandOutput> = (request, { world }) => {
  const resources = named(world, request.Resources);
  const given = resources.map((resource) => readTags(request.Tags ?? [], resource.tags));
  for (const [index, resource] of resources.entries())
    for (const [key, value] of given[index]!) resource.tags.set(key, value);
  return {};
};

/**
 * A tag given with a value goes only if it has that value; without one it goes in any case; without tags all go
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html).
 */
export const deleteTags: Operation<DeleteTagsCommandInput, DeleteTagsCommandOutput> = (request, { world }) => {
  for (const resource of named(world, request.Resources)) {
    if (request.Tags === undefined) resource.tags.clear();
    for (const { Key: key = '', Value: value } of request.Tags ?? [])
      if (value === undefined || resource.tags.get(key) === value) resource.tags.delete(key);
  }
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html */
export const describeTags: Operation<DescribeTagsCommandInput, DescribeTagsCommandOutput> = (request, { world }) => {
  const ids = exactValues(request.Filters, 'resource-id');
  const resources = ids === undefined ? [...taggedResources(world)] : knownResources(world, ids);
  const entries = resources.flatMap(({ id, type, tags }) =>
    [...tags].map(([key, value]) => ({ id, type, key, value, place: `${id}/${key}` })),
  );
  const matching = filtered(entries, request.Filters, {
    key: (entry) => entry.key,
    'resource-id': (entry) => entry.id,
    'resource-type': (entry) => entry.type,
    value: (entry) => entry.value,
  }).sort((a, b) => (a.place < b.place ? -1 : 1));
  const { items, nextToken } = page(matching, (entry) => entry.place, request, tagPages);
  return {
    Tags: items.map((entry) => ({
      Key: entry.key,
      Value: entry.value,
      ResourceId: entry.id,
      ResourceType: entry.type as ResourceType,
    })),
    ...withToken(nextToken),
  };
};

const named = (world: World, ids: readonly string[] | undefined): readonly TaggedResource[] => {
  if (ids === undefined || ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter resourceIdSet');
  return taggedResourcesById(world, ids);
};
