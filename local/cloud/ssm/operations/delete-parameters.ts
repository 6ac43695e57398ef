import type * as sdk from '@aws-sdk/client-ssm';
import type { Operation } from '../../kernel/service.ts';
import { ownParameter } from '../find.ts';
import { keyOf } from '../names.ts';

export const deleteParameter: Operation<sdk.DeleteParameterCommandInput, sdk.DeleteParameterCommandOutput> = (
  { Name: name = '' },
  { world },
) => {
  world.ssm.parameters.delete(keyOf(ownParameter(world, name).name));
  return {};
};

export const deleteParameters: Operation<sdk.DeleteParametersCommandInput, sdk.DeleteParametersCommandOutput> = (
  { Names: names = [] },
  { world },
) => {
  const asked = [...new Set(names)];
  const there = asked.filter((name) => world.ssm.parameters.has(keyOf(name)));
  for (const name of there) world.ssm.parameters.delete(keyOf(name));
  return { DeletedParameters: there, InvalidParameters: asked.filter((name) => !there.includes(name)) };
};
