import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { profileByName, roleByName } from '../find.ts';
import { pageOf } from '../pages.ts';
import { profileView } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html: one role, not adjustable. */
export const addRoleToInstanceProfile: Operation<
  sdk.AddRoleToInstanceProfileCommandInput,
  sdk.AddRoleToInstanceProfileCommandOutput
> = (input, { world }) => {
  const profile = profileByName(world, input.InstanceProfileName ?? '');
  const role = roleByName(world, input.RoleName ?? '');
  if (profile.role !== undefined) {
    throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409);
  }
  profile.role = role.name;
  return {};
};

export const removeRoleFromInstanceProfile: Operation<
  sdk.RemoveRoleFromInstanceProfileCommandInput,
  sdk.RemoveRoleFromInstanceProfileCommandOutput
> = (input, { world }) => {
  const profile = profileByName(world, input.InstanceProfileName ?? '');
  const role = roleByName(world, input.RoleName ?? '');
  if (profile.role !== role.name) {
    throw new AwsError(
      'NoSuchEntity',
      `The role with name ${role.name} cannot be found in the instance profile ${profile.name}.`,
      404,
    );
  }
  profile.role = undefined;
  return {};
};

export const listInstanceProfilesForRole: Operation<
  sdk.ListInstanceProfilesForRoleCommandInput,
  sdk.ListInstanceProfilesForRoleCommandOutput
> = (input, { world }) => {
  const role = roleByName(world, input.RoleName ?? '');
  const profiles = [...world.iam.instanceProfiles.values()].filter((profile) => profile.role === role.name);
  const { page, rest } = pageOf(profiles, input);
  return { InstanceProfiles: page.map((profile) => profileView(world, profile)), ...rest };
};
