import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { profileByName } from '../find.ts';
import { pageOf } from '../pages.ts';
import { uniqueId } from '../rules.ts';
import type { InstanceProfile } from '../state.ts';
import { profileView, tagsOf } from '../views.ts';

export const createInstanceProfile: Operation<
  sdk.CreateInstanceProfileCommandInput,
  sdk.CreateInstanceProfileCommandOutput
> = (input, { world }) => {
  const name = input.InstanceProfileName ?? '';
  const path = input.Path ?? '/';
  if (world.iam.instanceProfiles.has(name)) {
    throw new AwsError('EntityAlreadyExists', `Instance Profile ${name} already exists.`, 409);
  }
  const profile: InstanceProfile = {
    name,
    id: uniqueId(world.random, 'AIPA'),
    arn: `arn:aws:iam::${world.account}:instance-profile${path}${name}`,
    path,
    created: new Date(Math.floor(world.clock.now() / 1_000) * 1_000),
    tags: tagsOf(input.Tags),
    role: undefined,
  };
  world.iam.instanceProfiles.set(name, profile);
  return { InstanceProfile: profileView(world, profile) };
};

export const getInstanceProfile: Operation<sdk.GetInstanceProfileCommandInput, sdk.GetInstanceProfileCommandOutput> = (
  input,
  { world },
) => ({
  InstanceProfile: profileView(world, profileByName(world, input.InstanceProfileName ?? '')),
});

export const listInstanceProfiles: Operation<
  sdk.ListInstanceProfilesCommandInput,
  sdk.ListInstanceProfilesCommandOutput
> = (input, { world }) => {
  const profiles = [...world.iam.instanceProfiles.values()].filter((profile) =>
    profile.path.startsWith(input.PathPrefix ?? '/'),
  );
  const { page, rest } = pageOf(profiles, input);
  return { InstanceProfiles: page.map((profile) => profileView(world, profile)), ...rest };
};

export const deleteInstanceProfile: Operation<
  sdk.DeleteInstanceProfileCommandInput,
  sdk.DeleteInstanceProfileCommandOutput
> = (input, { world }) => {
  const profile = profileByName(world, input.InstanceProfileName ?? '');
  if (profile.role !== undefined) {
    throw new AwsError('DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.', 409);
  }
  world.iam.instanceProfiles.delete(profile.name);
  return {};
};
