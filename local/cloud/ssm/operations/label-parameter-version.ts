import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { ownParameter, versionNotFound } from '../find.ts';
import { latestOf } from '../state.ts';

/** Labels that cannot be labels are listed, not refused. https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html */
export const labelParameterVersion: Operation<
  sdk.LabelParameterVersionCommandInput,
  sdk.LabelParameterVersionCommandOutput
> = (input, { world }) => {
  const parameter = ownParameter(world, input.Name ?? '');
  const number = input.ParameterVersion ?? latestOf(parameter).version;
  const version = parameter.versions.find((candidate) => candidate.version === number);
  if (version === undefined) throw versionNotFound(`version ${number}`, parameter.name);
  const labels = [...new Set(input.Labels ?? [])];
  const valid = labels.filter((label) => /^(?!aws|ssm)[A-Za-z_.-][\w.-]{0,99}$/i.test(label));
  if (new Set([...version.labels, ...valid]).size > 10) {
    throw new AwsError(
      'ParameterVersionLabelLimitExceeded',
      'A parameter version can have maximum 10 labels. Move one or more labels to another version and try again.',
    );
  }
  for (const label of valid) {
    for (const other of parameter.versions) other.labels.delete(label);
    version.labels.add(label);
  }
  return { InvalidLabels: labels.filter((label) => !valid.includes(label)), ParameterVersion: number };
};
