/** What IAM accepts: names, paths and policy documents (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). */
import { AwsError } from '../kernel/aws-error.ts';
import type { Random } from '../kernel/random.ts';

/** `member` is how the refusal calls it: `roleName`. */
export const checkName = (name: string, member: string, longest: number): string => {
  if (name.length < 1 || name.length > longest) {
    throw invalid(member, `Member must have length between 1 and ${longest}, both included`);
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
};

export const checkPath = (path = '/'): string => {
  if (path !== '/' && !/^\/[\u0021-\u007e]+\/$/.test(path)) {
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
};

/** A policy document is a JSON object with statements; what they allow is not looked at. */
export const checkPolicy = (document: string): string => {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
  return document;
};

const invalid = (member: string, constraint: string): AwsError =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'];

/** `AROA…` for roles, `AIPA…` for instance profiles, `ASIA…` for temporary keys. */
export const uniqueId = (random: Random, prefix: string): string =>
  prefix + Array.from({ length: 17 }, () => random.pick(alphabet)).join('');
