import type * as sdk from '@aws-sdk/client-ssm';
import type { Operation } from '../../kernel/service.ts';
import { ownParameter, versionNotFound } from '../find.ts';

/** Labels that the version has not are listed, not refused. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
export const unlabelParameterVersion: Operation<
  sdk.UnlabelParameterVersionCommandInput,
  sdk.UnlabelParameterVersionCommandOutput
> = (input, { world }) => {
  const parameter = ownParameter(world, input.Name ?? '');
  const version = parameter.versions.find((candidate) => candidate.version === input.ParameterVersion);
  if (version === undefined) throw versionNotFound(`version ${input.ParameterVersion}`, parameter.name);
  const labels = [...new Set(input.Labels ?? [])];
  const removed = labels.filter((label) => version.labels.delete(label));
  return { RemovedLabels: removed, InvalidLabels: labels.filter((label) => !removed.includes(label)) };
};
