import type * as sdk from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { newRoleView } from '../views.ts';
import { addRole } from './roles.ts';

interface ServiceRole {
  readonly name: string;
  readonly policy: string;
  /** Whether an account can have several of it, told apart by their suffixes. */
  readonly suffixes?: true;
}

/**
 * Names, policies and suffixes as in localstack/localstack's tests/aws/services/iam/test_iam.py and its snapshot, which were recorded
 * from AWS. Spot's policy: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSEC2SpotServiceRolePolicy.html
 */
const serviceRoles: Readonly<Record<string, ServiceRole>> = {
  'ecs.amazonaws.com': { name: 'AWSServiceRoleForECS', policy: 'AmazonECSServiceRolePolicy' },
  'autoscaling.amazonaws.com': {
    name: 'AWSServiceRoleForAutoScaling',
    policy: 'AutoScalingServiceRolePolicy',
    suffixes: true,
  },
  'spot.amazonaws.com': { name: 'AWSServiceRoleForEC2Spot', policy: 'AWSEC2SpotServiceRolePolicy' },
  'elasticloadbalancing.amazonaws.com': {
    name: 'AWSServiceRoleForElasticLoadBalancing',
    policy: 'AWSElasticLoadBalancingServiceRolePolicy',
  },
};

export const createServiceLinkedRole: Operation<
  sdk.CreateServiceLinkedRoleCommandInput,
  sdk.CreateServiceLinkedRoleCommandOutput
> = (input, { world }) => {
  const { AWSServiceName: service = '', CustomSuffix: suffix } = input;
  const known = Object.hasOwn(serviceRoles, service) ? serviceRoles[service] : undefined;
  if (known === undefined) throw new AwsError('InvalidInput', `Service role name ${service} is not known here.`);
  if (suffix !== undefined && known.suffixes === undefined)
    throw new AwsError('InvalidInput', `Custom suffix is not allowed for ${service}`);
  const name = suffix === undefined ? known.name : `${known.name}_${suffix}`;
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
  role.attached.add(`arn:aws:iam::aws:policy/aws-service-role/${known.policy}`);
  return { Role: newRoleView(role) };
};
