/** What can be asked and set about functions: GetFunction, GetFunctionConfiguration, ListFunctions, concurrency. */
import type {
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput,
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  ListFunctionsCommandInput,
  ListFunctionsCommandOutput,
  PutFunctionConcurrencyCommandInput,
  PutFunctionConcurrencyCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Operation } from '../../kernel/service.ts';
import { functionOf, invalid } from '../find-function.ts';
import type { HostedFunction } from '../state.ts';

export const getFunction: Operation<GetFunctionCommandInput, GetFunctionCommandOutput> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  const reserved = hosted.reservedConcurrency;
  return {
    Configuration: configurationOf(hosted),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
  };
};

export const getFunctionConfiguration: Operation<
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput
> = (input, { world }) => configurationOf(functionOf(world, input.FunctionName));

export const listFunctions: Operation<ListFunctionsCommandInput, ListFunctionsCommandOutput> = (input, { world }) => {
  const all = [...world.lambda.functions.values()]
    .filter(({ name }) => name > (input.Marker ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = all.slice(0, Math.min(input.MaxItems ?? 50, 50));
  return {
    Functions: page.map(configurationOf),
    ...(page.length < all.length ? { NextMarker: page.at(-1)!.name } : {}),
  };
};

const configurationOf = ({ name, arn, timeoutSeconds, shown = {} }: HostedFunction): FunctionConfiguration => ({
  FunctionName: name,
  FunctionArn: arn,
  Runtime: 'nodejs24.x',
  Timeout: timeoutSeconds,
  MemorySize: shown.memoryMiB ?? 128,
  Version: '$LATEST',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  ...(shown.handler === undefined ? {} : { Handler: shown.handler }),
  ...(shown.roleArn === undefined ? {} : { Role: shown.roleArn }),
  ...(shown.description === undefined ? {} : { Description: shown.description }),
  ...(shown.environment === undefined ? {} : { Environment: { Variables: { ...shown.environment } } }),
});

export const putFunctionConcurrency: Operation<
  PutFunctionConcurrencyCommandInput,
  PutFunctionConcurrencyCommandOutput
> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  const reservedConcurrency = input.ReservedConcurrentExecutions;
  if (reservedConcurrency === undefined || !Number.isInteger(reservedConcurrency) || reservedConcurrency < 0)
    throw invalid('ReservedConcurrentExecutions must be a whole number of at least 0');
  world.lambda.functions.set(hosted.name, { ...hosted, reservedConcurrency });
  return { ReservedConcurrentExecutions: reservedConcurrency };
};

export const getFunctionConcurrency: Operation<
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput
> = (input, { world }) => {
  const { reservedConcurrency } = functionOf(world, input.FunctionName);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
};

export const deleteFunctionConcurrency: Operation<
  DeleteFunctionConcurrencyCommandInput,
  DeleteFunctionConcurrencyCommandOutput
> = (input, { world }) => {
  const { reservedConcurrency: _, ...hosted } = functionOf(world, input.FunctionName);
  world.lambda.functions.set(hosted.name, hosted);
  return {};
};
