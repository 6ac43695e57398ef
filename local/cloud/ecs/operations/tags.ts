/** Tags of ECS resources by ARN. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html */
import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-ecs';
import { parseArn } from '../../../../shared/ecs/arns.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { clusterOf, findTaskDefinition } from '../find.ts';
import { checkedTags, mergedTags } from '../tag-rules.ts';

/** What has tags: each record keeps its own. */
interface Tagged {
  tags: Tag[];
}

const taggedOf = (world: World, arn: string | undefined): Tagged => {
  const parsed = parseArn(arn ?? '');
  if (arn === undefined || parsed === undefined)
    throw new AwsError('InvalidParameterException', 'Invalid ARN: the resource ARN is not that of an ECS resource.');
  if (parsed.type === 'task-definition') return found(findTaskDefinition(world, arn));
  const cluster = clusterOf(world, parsed.cluster);
  if (parsed.type === 'cluster') return cluster;
  if (parsed.type === 'service') return found(cluster.services.get(parsed.service));
  if (parsed.type === 'container-instance') return found(cluster.hosts.get(parsed.id));
  const task = found(cluster.tasksById.get(parsed.id));
  return {
    get tags() {
      return task.shown.tags ?? [];
    },
    set tags(tags) {
      task.shown.tags = tags;
    },
  };
};

const found = <T>(resource: T | undefined): T => {
  if (resource === undefined)
    throw new AwsError('InvalidParameterException', 'The specified resource is not found. Specify a valid resource.');
  return resource;
};

export const tagResource: Operation<TagResourceCommandInput, TagResourceCommandOutput> = (input, { world }) => {
  const resource = taggedOf(world, input.resourceArn);
  const merged = mergedTags(resource.tags, checkedTags(input.tags));
  checkedTags(merged.filter(({ key = '' }) => !key.startsWith('aws:')));
  resource.tags = merged;
  return {};
};

export const untagResource: Operation<UntagResourceCommandInput, UntagResourceCommandOutput> = (input, { world }) => {
  const resource = taggedOf(world, input.resourceArn);
  resource.tags = resource.tags.filter(({ key }) => !(input.tagKeys ?? []).includes(key ?? ''));
  return {};
};

export const listTagsForResource: Operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = (
  input,
  { world },
) => ({ tags: taggedOf(world, input.resourceArn).tags });
