import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { roleByName } from '../find.ts';
import { pageOf } from '../pages.ts';
import { checkPolicy } from '../rules.ts';

export const putRolePolicy: Operation<sdk.PutRolePolicyCommandInput, sdk.PutRolePolicyCommandOutput> = (
  input,
  { world },
) => {
  const role = roleByName(world, input.RoleName ?? '');
  const name = input.PolicyName ?? '';
  role.inline.set(name, checkPolicy(input.PolicyDocument ?? ''));
  return {};
};

export const getRolePolicy: Operation<sdk.GetRolePolicyCommandInput, sdk.GetRolePolicyCommandOutput> = (
  input,
  { world },
) => {
  const role = roleByName(world, input.RoleName ?? '');
  const document = role.inline.get(input.PolicyName ?? '');
  if (document === undefined) throw noPolicy(input.PolicyName);
  return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(document) };
};

export const listRolePolicies: Operation<sdk.ListRolePoliciesCommandInput, sdk.ListRolePoliciesCommandOutput> = (
  input,
  { world },
) => {
  const { page, rest } = pageOf([...roleByName(world, input.RoleName ?? '').inline.keys()].sort(), input);
  return { PolicyNames: page, ...rest };
};

export const deleteRolePolicy: Operation<sdk.DeleteRolePolicyCommandInput, sdk.DeleteRolePolicyCommandOutput> = (
  input,
  { world },
) => {
  if (!roleByName(world, input.RoleName ?? '').inline.delete(input.PolicyName ?? '')) throw noPolicy(input.PolicyName);
  return {};
};

const noPolicy = (name: string | undefined): AwsError =>
  new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
