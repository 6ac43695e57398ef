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

/** Which invocation the running code belongs to, through every await. */
const current = new AsyncLocalStorage<{ readonly around: Surroundings; readonly ended: AbortSignal }>();

/** From now on code of ours finds the surroundings of the function that it runs in. */
export const inhabitFunctions = (): void =>
  inhabit(() => {
    const invocation = current.getStore();
    if (invocation === undefined) throw new Error('no function is running here');
    return invocation.around;
  });

/** Never comes back when the invocation has timed out: its sandbox is gone, and what it still does has no effect. */
const unlessEnded = <Value>(value: Value): Value | Promise<never> =>
  current.getStore()?.ended.aborted ? new Promise<never>(() => {}) : value;

interface ClientLike {
  readonly middlewareStack: {
    add(middleware: (next: (args: unknown) => unknown) => (args: unknown) => Promise<unknown>, options: object): void;
  };
}

/** Calls of an invocation that has timed out never leave. */
const mute = <Client>(client: Client): Client => {
  (client as unknown as ClientLike).middlewareStack.add(
    (next) => async (args) => unlessEnded(await next(await unlessEnded(args))),
    { step: 'initialize', priority: 'high', name: 'endsWithItsInvocation' },
  );
  return client;
};

export const hostFunction = (
  cloud: Cloud,
  root: string,
  entry: FunctionEntry,
  environment: Readonly<Record<string, string>>,
  roleName: string,
  onLoadError: (functionName: string, error: unknown) => void,
): HostedFunction => {
  const { world } = cloud;
  const random = world.random.fork(entry.name);
  const accessKeyId = `ASIA${random.hex(16).toUpperCase()}`;
  registerAccessKey(world, accessKeyId, roleName);
  const door = cloud.door(accessKeyId);
  const around: Surroundings = {
    env: { ...environment, AWS_REGION: world.region, AWS_LAMBDA_FUNCTION_NAME: entry.name },
    clock: { now: () => cloud.clock.now(), sleep: async (ms) => unlessEnded(await cloud.clock.sleep(ms)) },
    random: () => random.next(),
    uuid: () => random.uuid(),
    aws: { region: world.region, credentials: { accessKeyId, secretAccessKey: 'local' } },
    // Muted first, so that it stands outside of everything that the door waits for.
    connect: (client) => door(mute(client)),
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
    shown: {
      handler: `${entry.module}.${entry.exportName}`,
      roleArn: `arn:aws:iam::${world.account}:role/${roleName}`,
      memoryMiB: entry.memoryMiB,
      environment,
    },
    invoke: (payload, context) =>
      current.run({ around, ended: context.ended }, async () => {
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
  memoryLimitInMB: String(entry.memoryMiB),
  logGroupName: `/aws/lambda/${entry.name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - cloud.clock.now()),
});
