/** How each family of services refuses input that lacks members or breaks the constraints of its model. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Violation } from './constraints/violations.ts';
import { isRecord } from './convert.ts';
import type { ServiceModel } from './model.ts';

/** The refusal of a request with these faults, of which there is at least one. */
export const invalidInput = (
  model: ServiceModel,
  missing: readonly string[],
  violations: readonly Violation[],
): AwsError => {
  const unreadable = violations.find(({ kind }) => kind === 'type');
  if (model.protocol === 'ec2' || model.name === 'sqs') return ec2Refusal(missing, violations);
  if (unreadable !== undefined) return unreadableNumber(model, unreadable);
  if (model.name === 'ecs') return ecsRefusal(missing, violations);
  return coralRefusal(model, missing, violations);
};

/**
 * The services that check requests by their model alone: all faults in one text. The form is that of
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (ValidationError) and, with several faults,
 * of aws-cloudformation and DynamoDB in the wild ("2 validation errors detected: Value '' at 'tableName' …").
 */
const coralRefusal = (model: ServiceModel, missing: readonly string[], violations: readonly Violation[]): AwsError => {
  const found = [
    ...missing.map((path) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`),
    ...violations.map((violation) => `${shown(violation)} failed to satisfy constraint: ${violation.constraint}`),
  ];
  const count = `${found.length} validation error${found.length === 1 ? '' : 's'} detected: `;
  return new AwsError(model.protocol === 'query' ? 'ValidationError' : 'ValidationException', count + found.join('; '));
};

const shown = ({ value, path, sensitive }: Violation): string =>
  sensitive ? `Value at '${path}'` : `Value '${asJava(value)}' at '${path}'`;

/** As Java's toString: `[a, b]`, `{k=v}`. */
const asJava = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(asJava).join(', ')}]`;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (!isRecord(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, held]) => `${key}=${asJava(held)}`)
    .join(', ')}}`;
};

/** As for any other token that is not of its member's type. Not verified for fractions. */
const unreadableNumber = (model: ServiceModel, { path }: Violation): AwsError =>
  model.protocol === 'query'
    ? new AwsError('MalformedInput', `${path} has a value that is not of its type.`)
    : new AwsError('SerializationException', 'NUMBER_VALUE can not be converted to an Integer');

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: MissingParameter, InvalidParameterValue. */
const ec2Refusal = (missing: readonly string[], [violation]: readonly Violation[]): AwsError => {
  const [first] = missing;
  if (first !== undefined || violation === undefined)
    return new AwsError('MissingParameter', `The request must contain the parameter ${upperFirst(first ?? '')}`);
  const { kind, path, value, constraint } = violation;
  const name = lastOf(path);
  const [, least] = / greater than or equal to (-?\d+)$/.exec(constraint) ?? [];
  return new AwsError(
    'InvalidParameterValue',
    kind === 'range' && least !== undefined
      ? `Value ( ${value} ) for parameter ${name} is invalid. Expecting a value greater than ${least}.`
      : `Value (${asJava(value)}) for parameter ${name} is invalid.`,
  );
};

const ecsRefusal = (missing: readonly string[], [violation]: readonly Violation[]): AwsError => {
  const [first] = missing;
  if (first === undefined && violation !== undefined)
    return new AwsError(
      'InvalidParameterException',
      `${lastOf(violation.path)} should be one of [${(violation.words ?? []).join(',')}].`,
    );
  const known = Object.hasOwn(ecsErrors, first ?? '') ? ecsErrors[first ?? ''] : undefined;
  const [code, message] = known ?? ['InvalidParameterException', `${upperFirst(first ?? '')} must not be null`];
  return new AwsError(code, message);
};

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/**
 * What ECS says where no list or name is given, as far as it is on record (aws-actions/amazon-ecs-deploy-task-definition#630,
 * awsdocs/aws-cloudformation-user-guide#454, sil-org/ecs-deploy#63): the same as to an empty one. How it names words that it
 * does not know is ours.
 */
const ecsErrors: Readonly<Record<string, readonly [code: string, message: string]>> = {
  family: ['ClientException', 'Family can not be blank.'],
  containerDefinitions: ['ClientException', 'Container list cannot be empty.'],
  services: ['InvalidParameterException', 'Services cannot be empty.'],
  tasks: ['InvalidParameterException', 'Tasks cannot be empty.'],
  containerInstances: ['InvalidParameterException', 'Container instance cannot be empty.'],
};

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
