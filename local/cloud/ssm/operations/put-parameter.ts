import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { arnOf, checkNewName, keyOf } from '../names.ts';
import { latestOf, type Parameter, type ParameterKind, type ParameterVersion } from '../state.ts';
import { tagsOf } from '../tag-rules.ts';
import { checkValue, tierFor } from '../values.ts';

/** "Parameter Store retains the 100 most recently created versions of a parameter." */
const KEPT_VERSIONS = 100;
const dataTypes: readonly string[] = ['text', 'aws:ec2:image', 'aws:ssm:integration'];

export const putParameter: Operation<sdk.PutParameterCommandInput, sdk.PutParameterCommandOutput> = (input, call) => {
  const { world } = call;
  const { Name: name = '', Overwrite: overwrite = false } = input;
  checkNewName(world, name);
  refuseTogether(input);
  const existing = world.ssm.parameters.get(keyOf(name));
  if (existing !== undefined && !overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const version = nextVersion(input, existing, call);
  const tags = tagsOf(input.Tags);
  if (existing !== undefined) dropOldest(existing);
  const parameter = existing ?? { name, arn: arnOf(world, name), versions: [], tags };
  parameter.versions.push(version);
  world.ssm.parameters.set(keyOf(name), parameter);
  return { Version: version.version, Tier: version.tier };
};

const refuseTogether = (input: sdk.PutParameterCommandInput): void => {
  if (input.Overwrite === true && (input.Tags ?? []).length > 0) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite " +
        'flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  if (input.Policies !== undefined) throw invalid('The embedded AWS does not implement parameter policies.');
  if (input.DataType !== undefined && !dataTypes.includes(input.DataType)) {
    throw invalid(`The following data type is not supported: ${input.DataType} (Data type names are all lowercase.)`);
  }
};

/** What the request does not say stays as it was. */
const nextVersion = (
  input: sdk.PutParameterCommandInput,
  existing: Parameter | undefined,
  { world, caller }: Call,
): ParameterVersion => {
  const before = existing === undefined ? undefined : latestOf(existing);
  const type = typeOf(input, before);
  const value = input.Value ?? '';
  const allowedPattern = input.AllowedPattern ?? before?.allowedPattern;
  checkValue(value, allowedPattern);
  return {
    version: (before?.version ?? 0) + 1,
    type,
    value,
    tier: tierFor(value, input.Tier, before?.tier),
    dataType: input.DataType ?? before?.dataType ?? 'text',
    description: input.Description ?? before?.description,
    allowedPattern,
    keyId: type === 'SecureString' ? (input.KeyId ?? before?.keyId ?? 'alias/aws/ssm') : undefined,
    modified: new Date(world.clock.now()),
    modifiedBy: caller.arn,
    labels: new Set(),
  };
};

const typeOf = (input: sdk.PutParameterCommandInput, before: ParameterVersion | undefined): ParameterKind => {
  const type = input.Type ?? before?.type;
  if (type === undefined) throw invalid('A parameter type is required when you create a parameter.');
  if (before !== undefined && before.type !== type) {
    throw new AwsError(
      'HierarchyTypeMismatchException',
      `Parameter Store does not support changing a parameter type in a hierarchy: it is ${before.type}, not ${type}.`,
    );
  }
  return type;
};

const dropOldest = (parameter: Parameter): void => {
  const oldest = parameter.versions[0];
  if (oldest === undefined || parameter.versions.length < KEPT_VERSIONS) return;
  if (oldest.labels.size > 0) {
    throw new AwsError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite flag. ` +
        `Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the ` +
        'label to another version of the parameter, and try again.',
    );
  }
  parameter.versions.shift();
};

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
