/** What ECS accepts as tags. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html */
import type { Tag } from '@aws-sdk/client-ecs';
import { limits } from '../../../shared/ecs/limits.ts';
import { AwsError } from '../kernel/aws-error.ts';

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** At most 50 tags; keys of 1 to 128 characters, unique, not beginning with `aws:`; values of at most 256. */
export const checkedTags = (tags: readonly Tag[] | undefined): Tag[] => {
  const refuse = (message: string): never => {
    throw new AwsError('InvalidParameterException', message);
  };
  const seen = new Set<string>();
  for (const { key = '', value = '' } of tags ?? []) {
    if (key === '' || key.length > limits.tagKeyCharacters)
      refuse('The tag key must be between 1 and 128 characters long.');
    if (value.length > limits.tagValueCharacters) refuse('The tag value must not be longer than 256 characters.');
    if (/^aws:/i.test(key)) refuse('Some tags contain the reserved prefix aws:');
    if (!allowed.test(key) || !allowed.test(value))
      refuse(
        'Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.',
      );
    if (seen.has(key)) refuse(`Duplicate tag keys found: ${key}`);
    seen.add(key);
  }
  if (seen.size > limits.tags) refuse('The maximum number of tags on a resource is 50.');
  return (tags ?? []).map(({ key, value }) => ({ key, value: value ?? '' }));
};

/** The first list, overridden and added to by the second. */
export const mergedTags = (under: readonly Tag[], over: readonly Tag[]): Tag[] => {
  const merged = new Map(under.map((tag) => [tag.key, tag]));
  for (const tag of over) merged.set(tag.key, tag);
  return [...merged.values()];
};
