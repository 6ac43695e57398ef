/** Members that a request must have and has not, and how each family of services says so. */
import { AwsError } from '../kernel/aws-error.ts';
import { isRecord } from './convert.ts';
import type { ServiceModel } from './model.ts';
import type { Member, Shape } from './shape.ts';

/** Paths as AWS writes them: `tags.1.member.key`. */
export const missingMembers = (shape: Shape, value: unknown, path = ''): string[] => {
  if (shape.kind === 'structure' && isRecord(value)) {
    return shape.members.flatMap((member) => {
      const held = value[member.name];
      const here = path + lowerFirst(wireName(member));
      if (held === undefined || held === null) return member.required ? [here] : [];
      return missingMembers(member.shape, held, `${here}.`);
    });
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => missingMembers(shape.item.shape, item, `${path}${index + 1}.member.`));
  }
  if (shape.kind === 'map' && isRecord(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      missingMembers(shape.value.shape, item, `${path}${key}.member.`),
    );
  }
  return [];
};

/**
 * The refusal of a request that lacks these members. EC2's is documented
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, MissingParameter), as is IAM's and STS's
 * ValidationError (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html).
 */
export const missingError = (model: ServiceModel, missing: readonly string[]): AwsError => {
  const first = missing[0] ?? '';
  if (model.protocol === 'ec2' || model.name === 'sqs') {
    return new AwsError('MissingParameter', `The request must contain the parameter ${upperFirst(first)}`);
  }
  if (model.name === 'ecs') {
    const [code, message] = ecsErrors[first] ?? ['InvalidParameterException', `${upperFirst(first)} must not be null`];
    return new AwsError(code, message);
  }
  const found = missing.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  const count = `${found.length} validation error${found.length === 1 ? '' : 's'} detected: `;
  return new AwsError(model.protocol === 'query' ? 'ValidationError' : 'ValidationException', count + found.join('; '));
};

/**
 * What ECS says where no list or name is given, as far as it is on record (aws-actions/amazon-ecs-deploy-task-definition#630,
 * awsdocs/aws-cloudformation-user-guide#454, sil-org/ecs-deploy#63): the same as to an empty one.
 */
const ecsErrors: Readonly<Record<string, readonly [code: string, message: string]>> = {
  family: ['ClientException', 'Family can not be blank.'],
  containerDefinitions: ['ClientException', 'Container list cannot be empty.'],
  services: ['InvalidParameterException', 'Services cannot be empty.'],
  tasks: ['InvalidParameterException', 'Tasks cannot be empty.'],
  containerInstances: ['InvalidParameterException', 'Container instance cannot be empty.'],
};

/** EC2 speaks of `InstanceId`, as its forms do, where the SDKs speak of `InstanceIds`. */
const wireName = ({ name, traits }: Member): string => traits.ec2QueryName ?? traits.xmlName ?? name;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
