/** Finding a function by what callers know of it. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import type { HostedFunction } from './state.ts';

/** By name, ARN or partial ARN, with or without `$LATEST`; throws ResourceNotFoundException. */
export const functionOf = (world: World, given: string | undefined): HostedFunction => {
  const name = nameIn(given ?? '');
  const found = world.lambda.functions.get(name);
  if (found === undefined) throw notFound(`Function not found: ${functionArn(world, name)}`);
  return found;
};

const nameIn = (given: string): string => {
  const parts = given.split(':');
  const marker = parts.indexOf('function');
  return parts[marker < 0 ? 0 : marker + 1] ?? '';
};

export const functionArn = (world: World, name: string): string =>
  `arn:aws:lambda:${world.region}:${world.account}:function:${name}`;

export const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });

export const invalid = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' });
