import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { keyOf } from '../names.ts';
import type { Parameter } from '../state.ts';
import { checkTagCount, tagsOf } from '../tag-rules.ts';

export const addTagsToResource: Operation<sdk.AddTagsToResourceCommandInput, sdk.AddTagsToResourceCommandOutput> = (
  input,
  { world },
) => {
  const { tags } = taggable(world, input);
  const added = tagsOf(input.Tags);
  checkTagCount(new Map([...tags, ...added]));
  for (const [key, value] of added) tags.set(key, value);
  return {};
};

export const removeTagsFromResource: Operation<
  sdk.RemoveTagsFromResourceCommandInput,
  sdk.RemoveTagsFromResourceCommandOutput
> = (input, { world }) => {
  const { tags } = taggable(world, input);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
};

export const listTagsForResource: Operation<
  sdk.ListTagsForResourceCommandInput,
  sdk.ListTagsForResourceCommandOutput
> = (input, { world }) => ({
  TagList: [...taggable(world, input).tags].map(([Key, Value]) => ({ Key, Value })),
});

const taggable = (
  world: World,
  { ResourceType: type, ResourceId: id = '' }: { ResourceType?: string | undefined; ResourceId?: string | undefined },
): Parameter => {
  if (type !== 'Parameter') {
    throw new AwsError('InvalidResourceType', `The embedded AWS tags parameters only, not resources of type ${type}.`);
  }
  const parameter = world.ssm.parameters.get(keyOf(id));
  if (parameter === undefined) {
    throw new AwsError(
      'InvalidResourceId',
      "The resource ID isn't valid. Verify that you entered the correct ID and try again.",
    );
  }
  return parameter;
};
