import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { roleByName } from '../find.ts';
import { pageOf } from '../pages.ts';
import { checkPolicy, uniqueId } from '../rules.ts';
import type { Role } from '../state.ts';
import { newRoleView, roleView, tagsOf } from '../views.ts';

export const createRole: Operation<sdk.CreateRoleCommandInput, sdk.CreateRoleCommandOutput> = (input, { world }) => {
  const name = input.RoleName ?? '';
  const path = input.Path ?? '/';
  const trustPolicy = checkPolicy(input.AssumeRolePolicyDocument ?? '');
  if (world.iam.roles.has(name))
    throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
  return {
    Role: newRoleView(addRole(world, { ...input, RoleName: name, Path: path, AssumeRolePolicyDocument: trustPolicy })),
  };
};

/** Adds a role that has been checked. */
export const addRole = (world: World, input: sdk.CreateRoleCommandInput): Role => {
  const { RoleName: name = '', Path: path = '/', AssumeRolePolicyDocument: trustPolicy = '' } = input;
  const role: Role = {
    name,
    id: uniqueId(world.random, 'AROA'),
    arn: `arn:aws:iam::${world.account}:role${path}${name}`,
    path,
    created: new Date(Math.floor(world.clock.now() / 1_000) * 1_000),
    trustPolicy,
    description: input.Description,
    maxSessionSeconds: input.MaxSessionDuration ?? 3_600,
    tags: tagsOf(input.Tags),
    attached: new Set(),
    inline: new Map(),
  };
  world.iam.roles.set(name, role);
  return role;
};

export const getRole: Operation<sdk.GetRoleCommandInput, sdk.GetRoleCommandOutput> = (input, { world }) => ({
  // Here nobody's use of a role is tracked; AWS too has nothing inside while a role was not used.
  Role: { ...roleView(roleByName(world, input.RoleName ?? '')), RoleLastUsed: {} },
});

export const listRoles: Operation<sdk.ListRolesCommandInput, sdk.ListRolesCommandOutput> = (input, { world }) => {
  const roles = [...world.iam.roles.values()]
    .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, rest } = pageOf(roles, input);
  // ListRoles leaves the tags out.
  return { Roles: page.map((role) => roleView({ ...role, tags: new Map() })), ...rest };
};

export const deleteRole: Operation<sdk.DeleteRoleCommandInput, sdk.DeleteRoleCommandOutput> = (input, { world }) => {
  const role = roleByName(world, input.RoleName ?? '');
  const conflict = conflictOf(world, role);
  if (conflict !== undefined)
    throw new AwsError('DeleteConflict', `Cannot delete entity, must ${conflict} first.`, 409);
  world.iam.roles.delete(role.name);
  return {};
};

const conflictOf = (world: World, role: Role): string | undefined => {
  if ([...world.iam.instanceProfiles.values()].some((profile) => profile.role === role.name)) {
    return 'remove roles from instance profile';
  }
  if (role.attached.size > 0) return 'detach all policies';
  return role.inline.size > 0 ? 'delete policies' : undefined;
};
