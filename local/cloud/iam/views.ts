/** Roles and instance profiles as IAM shows them. */
import type * as sdk from '@aws-sdk/client-iam';
import type { World } from '../kernel/world.ts';
import type { InstanceProfile, Role } from './state.ts';

/** Policy documents are URL-encoded in IAM's answers. */
export const roleView = (role: Role): sdk.Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: role.created,
  AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionSeconds,
  ...tagsView(role.tags),
});

/**
 * As the operations that create a role show it, without the longest session: localstack/localstack,
 * tests/aws/services/iam/test_iam.snapshot.json, test_create_describe_role, recorded from AWS.
 */
export const newRoleView = (role: Role): sdk.Role => {
  const { MaxSessionDuration: _later, ...shown } = roleView(role);
  return shown;
};

export const profileView = (world: World, profile: InstanceProfile): sdk.InstanceProfile => {
  const role = profile.role === undefined ? undefined : world.iam.roles.get(profile.role);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: profile.created,
    Roles: role === undefined ? [] : [roleView(role)],
    ...tagsView(profile.tags),
  };
};

const tagsView = (tags: ReadonlyMap<string, string>) =>
  tags.size === 0 ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };

export const tagsOf = (tags: readonly sdk.Tag[] | undefined): Map<string, string> =>
  new Map((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
