import type * as sdk from '@aws-sdk/client-ssm';
import type { Operation } from '../../kernel/service.ts';
import { isBelow, matcher } from '../filters.ts';
import { checkPath } from '../names.ts';
import { pageOf } from '../pages.ts';
import { latestOf } from '../state.ts';
import { parameterView } from '../views.ts';

export const getParametersByPath: Operation<
  sdk.GetParametersByPathCommandInput,
  sdk.GetParametersByPathCommandOutput
> = (input, { world }) => {
  const { Path: path = '', Recursive: recursive = false, WithDecryption: decrypt = false } = input;
  checkPath(path);
  const matches = matcher(input.ParameterFilters ?? [], ['Type', 'KeyId', 'Label']);
  const among = path.startsWith('/aws/') ? world.ssm.publicParameters : world.ssm.parameters;
  const found = [...among.values()]
    .filter((parameter) => isBelow(parameter.name, path, recursive) && matches(parameter))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, next } = pageOf(found, input, 10);
  return {
    Parameters: page.map((parameter) =>
      parameterView({ name: parameter.name, parameter, version: latestOf(parameter), selector: undefined }, decrypt),
    ),
    ...next,
  };
};
