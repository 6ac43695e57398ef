/** Which policy documents IAM accepts, and how it makes ids. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Random } from '../kernel/random.ts';

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

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'];

/** `AROA…` for roles, `AIPA…` for instance profiles, `ASIA…` for temporary keys. */
export const uniqueId = (random: Random, prefix: string): string =>
  prefix + Array.from({ length: 17 }, () => random.pick(alphabet)).join('');
