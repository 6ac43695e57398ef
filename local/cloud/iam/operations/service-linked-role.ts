import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { roleView } from '../views.ts';
import { addRole } from './roles.ts';

/** Names as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html leads to them. */
const roleNames: Readonly<Record<string, string>> = {
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'autoscaling.amazonaws.com': 'AWSServiceRoleForAutoScaling',
  'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
};

export const createServiceLinkedRole: Operation<
  sdk.CreateServiceLinkedRoleCommandInput,
  sdk.CreateServiceLinkedRoleCommandOutput
> = (input, { world }) => {
  const service = input.AWSServiceName ?? '';
  const name = Object.hasOwn(roleNames, service) ? roleNames[service] : undefined;
  if (name === undefined) throw new AwsError('InvalidInput', `Service role name ${service} is not known here.`);
  if (world.iam.roles.has(name)) {
    throw new AwsError(
      'InvalidInput',
      `Service role name ${name} has been taken in this account, please try a different suffix.`,
    );
  }
  const role = addRole(world, {
    RoleName: name,
    Path: `/aws-service-role/${service}/`,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
    Description: input.Description,
  });
  return { Role: roleView(role) };
};
