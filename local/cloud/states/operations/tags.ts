import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';

export const tagResource: Operation<TagResourceCommandInput, TagResourceCommandOutput> = (input, { world }) => {
  const tags = tagsOf(world, input.resourceArn);
  for (const { key, value } of input.tags ?? []) tags.set(key ?? '', value ?? '');
  return {};
};

export const untagResource: Operation<UntagResourceCommandInput, UntagResourceCommandOutput> = (input, { world }) => {
  const tags = tagsOf(world, input.resourceArn);
  for (const key of input.tagKeys ?? []) tags.delete(key);
  return {};
};

export const listTagsForResource: Operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput> = (
  input,
  { world },
) => ({ tags: [...tagsOf(world, input.resourceArn)].map(([key, value]) => ({ key, value })) });

const tagsOf = (world: World, arn: string | undefined): Map<string, string> => {
  const machine = world.states.machines.get(arn ?? '');
  if (machine === undefined) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
  return machine.tags;
};
