/** Tags on parameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
import type { Tag } from '@aws-sdk/client-ssm';
import { AwsError } from '../kernel/aws-error.ts';

export const tagsOf = (tags: readonly Tag[] | undefined): Map<string, string> => {
  for (const { Key: key = '', Value: value = '' } of tags ?? []) {
    if (key.length < 1 || key.length > 128 || /^aws:/i.test(key)) {
      throw new AwsError(
        'ValidationException',
        `The tag key ${key} is not valid: 1 to 128 characters, not prefixed with "aws:".`,
      );
    }
    if (value.length > 256)
      throw new AwsError('ValidationException', `The value of tag ${key} is longer than 256 characters.`);
  }
  const map = new Map((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  checkTagCount(map);
  return map;
};

export const checkTagCount = (tags: ReadonlyMap<string, string>): void => {
  if (tags.size > 50) {
    throw new AwsError(
      'TooManyTagsError',
      'The Targets parameter includes too many tags. Remove one or more tags and try the command again.',
    );
  }
};
