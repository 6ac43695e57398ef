import type * as sdk from '@aws-sdk/client-ssm';
import type { Operation } from '../../kernel/service.ts';
import { ownParameter } from '../find.ts';
import { pageOf } from '../pages.ts';
import { historyView, valueView } from '../views.ts';

/** Oldest version first. */
export const getParameterHistory: Operation<
  sdk.GetParameterHistoryCommandInput,
  sdk.GetParameterHistoryCommandOutput
> = (input, { world }) => {
  const parameter = ownParameter(world, input.Name ?? '');
  const { page, next } = pageOf(parameter.versions, input, 50);
  return {
    Parameters: page.map((version) => ({
      ...historyView(parameter, version),
      Value: valueView(parameter, version, input.WithDecryption ?? false),
      Labels: [...version.labels],
    })),
    ...next,
  };
};
