/** User data as RunInstances takes it: base64, at most 16 KB before encoding. */
import { AwsError } from '../../kernel/aws-error.ts';

const mostBytes = 16_384;

/**
 * The text as given, once it is known to be valid. An empty one is none. Base64 may be broken into lines
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html, "User data considerations").
 */
export const userDataOf = (given: string | undefined): string | undefined => {
  if (given === undefined || given === '') return undefined;
  const text = given.replaceAll(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw new AwsError('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data');
  if (Buffer.byteLength(text, 'base64') > mostBytes)
    throw new AwsError('InvalidParameterValue', `User data is limited to ${mostBytes} bytes`);
  return text;
};
