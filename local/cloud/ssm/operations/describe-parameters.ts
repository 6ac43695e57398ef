import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { matcher } from '../filters.ts';
import { pageOf } from '../pages.ts';
import { latestOf } from '../state.ts';
import { metadataView } from '../views.ts';

const keys = ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType', 'tag:'];

/** The account's own parameters; public ones are not described. */
export const describeParameters: Operation<sdk.DescribeParametersCommandInput, sdk.DescribeParametersCommandOutput> = (
  input,
  { world },
) => {
  const { Filters: older = [], ParameterFilters: filters = [] } = input;
  if (older.length > 0 && filters.length > 0) {
    throw new AwsError('ValidationException', 'You can use either Filters or ParameterFilters in a single request.');
  }
  // The older filters compare beginnings of names and whole types.
  const asNew = older.map(({ Key, Values }) => ({ Key, Values, Option: Key === 'Name' ? 'BeginsWith' : 'Equals' }));
  const matches = matcher([...filters, ...asNew], keys);
  const found = [...world.ssm.parameters.values()].filter(matches).sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, next } = pageOf(found, input, 50);
  return { Parameters: page.map((parameter) => metadataView(parameter, latestOf(parameter))), ...next };
};
