import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Found, findParameter, parameterNotFound } from '../find.ts';
import { parameterView } from '../views.ts';

export const getParameter: Operation<sdk.GetParameterCommandInput, sdk.GetParameterCommandOutput> = (
  { Name: name = '', WithDecryption: decrypt = false },
  { world },
) => {
  const found = findParameter(world, name);
  if (found === undefined) throw parameterNotFound(name);
  return { Parameter: parameterView(found, decrypt) };
};

/** Names that lead nowhere are listed, not refused. */
export const getParameters: Operation<sdk.GetParametersCommandInput, sdk.GetParametersCommandOutput> = (
  { Names: names = [], WithDecryption: decrypt = false },
  { world },
) => {
  const asked = [...new Set(names)].map((name) => ({ name, found: findOrNothing(world, name) }));
  return {
    Parameters: asked.flatMap(({ found }) => (found === undefined ? [] : [parameterView(found, decrypt)])),
    InvalidParameters: asked.flatMap(({ name, found }) => (found === undefined ? [name] : [])),
  };
};

const findOrNothing = (world: World, name: string): Found | undefined => {
  try {
    return findParameter(world, name);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ParameterVersionNotFound') return undefined;
    throw error;
  }
};
