/** How asynchronous invocations of a function are retried and where their outcome goes. */
import type {
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput,
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput,
} from '@aws-sdk/client-lambda';
import type { Operation } from '../../kernel/service.ts';
import { presetAsynchronous } from '../behaviour/asynchronous.ts';
import { functionOf, invalid, notFound } from '../find-function.ts';
import type { AsynchronousConfig, HostedFunction } from '../state.ts';

export const putFunctionEventInvokeConfig: Operation<
  PutFunctionEventInvokeConfigCommandInput,
  PutFunctionEventInvokeConfigCommandOutput
> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  const retries = input.MaximumRetryAttempts ?? presetAsynchronous.retries;
  const maximumAgeSeconds = input.MaximumEventAgeInSeconds ?? presetAsynchronous.maximumAgeSeconds;
  const onSuccess = destination(input.DestinationConfig?.OnSuccess?.Destination);
  const onFailure = destination(input.DestinationConfig?.OnFailure?.Destination);
  const config: AsynchronousConfig = {
    retries,
    maximumAgeSeconds,
    modifiedAt: world.clock.now(),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
  world.lambda.asynchronous.set(hosted.name, config);
  return viewOf(hosted, config);
};

/** The embedded Lambda sends to queues and functions. */
const destination = (arn: string | undefined): string | undefined => {
  if (arn === undefined || arn === '') return undefined;
  if (!/^arn:aws:(sqs|lambda):/.test(arn))
    throw invalid(`The embedded AWS sends records to SQS queues and Lambda functions, not to ${arn}`);
  if (arn.endsWith('.fifo')) throw invalid(`The destination ARN ${arn} is invalid: FIFO queues are not supported.`);
  return arn;
};

export const getFunctionEventInvokeConfig: Operation<
  GetFunctionEventInvokeConfigCommandInput,
  GetFunctionEventInvokeConfigCommandOutput
> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  const config = world.lambda.asynchronous.get(hosted.name);
  if (config === undefined) throw notFound(`The function ${hosted.arn}:$LATEST doesn't have an EventInvokeConfig`);
  return viewOf(hosted, config);
};

export const deleteFunctionEventInvokeConfig: Operation<
  DeleteFunctionEventInvokeConfigCommandInput,
  DeleteFunctionEventInvokeConfigCommandOutput
> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  if (!world.lambda.asynchronous.delete(hosted.name))
    throw notFound(`The function ${hosted.arn}:$LATEST doesn't have an EventInvokeConfig`);
  return {};
};

const viewOf = (hosted: HostedFunction, config: AsynchronousConfig): FunctionEventInvokeConfig => ({
  FunctionArn: `${hosted.arn}:$LATEST`,
  LastModified: new Date(config.modifiedAt),
  MaximumRetryAttempts: config.retries,
  MaximumEventAgeInSeconds: config.maximumAgeSeconds,
  DestinationConfig: {
    OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
    OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
  },
});
