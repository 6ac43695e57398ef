/** Finding what IAM remembers, and refusing as IAM does what is not there. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import type { InstanceProfile, Role } from './state.ts';

export const roleByName = (world: World, name: string): Role =>
  world.iam.roles.get(name) ?? refuse(`The role with name ${name} cannot be found.`);

export const profileByName = (world: World, name: string): InstanceProfile =>
  world.iam.instanceProfiles.get(name) ?? refuse(`Instance Profile ${name} cannot be found.`);

/** For EC2: the profile that RunInstances names by name or ARN, or undefined. */
export const findInstanceProfile = (world: World, nameOrArn: string): InstanceProfile | undefined =>
  world.iam.instanceProfiles.get(nameOrArn) ??
  [...world.iam.instanceProfiles.values()].find((profile) => profile.arn === nameOrArn);

const refuse = (message: string): never => {
  throw new AwsError('NoSuchEntity', message, 404);
};
