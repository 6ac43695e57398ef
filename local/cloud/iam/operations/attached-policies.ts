import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { roleByName } from '../find.ts';
import { pageOf } from '../pages.ts';

/** Only AWS's own managed policies can be attached: this IAM has no CreatePolicy. */
const managed = /^arn:aws:iam::aws:policy\/([\w+=,.@/-]+)$/;

export const attachRolePolicy: Operation<sdk.AttachRolePolicyCommandInput, sdk.AttachRolePolicyCommandOutput> = (
  input,
  { world },
) => {
  const role = roleByName(world, input.RoleName ?? '');
  const arn = input.PolicyArn ?? '';
  if (!managed.test(arn)) throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  if (role.attached.size >= 10 && !role.attached.has(arn)) {
    throw new AwsError('LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 10', 409);
  }
  role.attached.add(arn);
  return {};
};

export const detachRolePolicy: Operation<sdk.DetachRolePolicyCommandInput, sdk.DetachRolePolicyCommandOutput> = (
  input,
  { world },
) => {
  const attached = roleByName(world, input.RoleName ?? '').attached;
  if (!attached.delete(input.PolicyArn ?? '')) {
    throw new AwsError('NoSuchEntity', `Policy ${input.PolicyArn} was not found.`, 404);
  }
  return {};
};

export const listAttachedRolePolicies: Operation<
  sdk.ListAttachedRolePoliciesCommandInput,
  sdk.ListAttachedRolePoliciesCommandOutput
> = (input, { world }) => {
  const policies = [...roleByName(world, input.RoleName ?? '').attached].map((PolicyArn) => ({
    PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
    PolicyArn,
  }));
  const { page, rest } = pageOf(policies, input);
  return { AttachedPolicies: page, ...rest };
};
