/** The instance profile of a launch. */
import type { IamInstanceProfileSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';

/** The profile by name or ARN; it must exist and hold a role. */
export const profileOf = (
  world: World,
  asked: IamInstanceProfileSpecification | undefined,
): Ec2Instance['instanceProfile'] => {
  const { Name: name, Arn: arn } = asked ?? {};
  if (name === undefined && arn === undefined) return undefined;
  if (name !== undefined && arn !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  const profile =
    name !== undefined
      ? world.iam.instanceProfiles.get(name)
      : [...world.iam.instanceProfiles.values()].find((one) => one.arn === arn);
  if (profile === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      name !== undefined
        ? `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`
        : `Value (${arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`,
    );
  if (profile.role === undefined)
    throw new AwsError('InvalidParameterValue', `IAM Instance Profile "${profile.arn}" has no associated IAM Roles`);
  return { arn: profile.arn, name: profile.name, id: profile.id };
};
