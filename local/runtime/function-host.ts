/** Runs a function of serverless.yml in this process, each with its own environment, credentials and clients. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inhabit, type Surroundings } from '../../shared/runtime.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { registerAccessKey } from '../cloud/iam/callers.ts';
import type { HostedFunction, InvocationContext } from '../cloud/lambda/state.ts';
import type { FunctionEntry } from './service-file.ts';

type Handler = (event: unknown, context: unknown) => unknown;

/** Which function the running code belongs to, through every await. */
const current = new AsyncLocalStorage<Surroundings>();

/** From now on code of ours finds the surroundings of the function that it runs in. */
export const inhabitFunctions = (): void =>
  inhabit(() => {
    const around = current.getStore();
    if (around === undefined) throw new Error('no function is running here');
    return around;
  });

export const hostFunction = (
  cloud: Cloud,
  root: string,
  entry: FunctionEntry,
  environment: Readonly<Record<string, string>>,
  roleName: string,
  onLoadError: (functionName: string, error: unknown) => void,
): HostedFunction => {
  const { world } = cloud;
  const accessKeyId = `ASIALOCAL${entry.key.replaceAll(/[^a-z0-9]/gi, '').toUpperCase()}`;
  registerAccessKey(world, accessKeyId, roleName);
  const random = world.random.fork(entry.name);
  const around: Surroundings = {
    env: { ...environment, AWS_REGION: world.region, AWS_LAMBDA_FUNCTION_NAME: entry.name },
    clock: { now: () => cloud.clock.now(), sleep: (ms) => cloud.clock.sleep(ms) },
    random: () => random.next(),
    uuid: () => random.uuid(),
    aws: { region: world.region, credentials: { accessKeyId, secretAccessKey: 'local' } },
    connect: cloud.door(accessKeyId),
  };

  let loaded: Promise<Handler> | undefined;
  const load = async (): Promise<Handler> => {
    const url = pathToFileURL(join(root, `${entry.module}.ts`)).href;
    const module = (await import(url)) as Record<string, unknown>;
    const handler = module[entry.exportName];
    if (typeof handler !== 'function') throw new Error(`${entry.module}.ts exports no function ${entry.exportName}`);
    return handler as Handler;
  };

  return {
    name: entry.name,
    arn: `arn:aws:lambda:${world.region}:${world.account}:function:${entry.name}`,
    timeoutSeconds: entry.timeoutSeconds,
    ...(entry.reservedConcurrency !== undefined && { reservedConcurrency: entry.reservedConcurrency }),
    invoke: (payload, context) =>
      current.run(around, async () => {
        loaded ??= cloud.clock.hold(load());
        const handler = await loaded.catch((error: unknown) => {
          loaded = undefined;
          onLoadError(entry.name, error);
          throw error;
        });
        return handler(payload, lambdaContext(cloud, entry, context));
      }),
  };
};

/** The context object as Lambda's Node.js runtime gives it (developer guide, "Using the Lambda context object"). */
const lambdaContext = (cloud: Cloud, entry: FunctionEntry, { requestId, arn, deadline }: InvocationContext) => ({
  functionName: entry.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: arn,
  awsRequestId: requestId,
  memoryLimitInMB: '512',
  logGroupName: `/aws/lambda/${entry.name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - cloud.clock.now()),
});
