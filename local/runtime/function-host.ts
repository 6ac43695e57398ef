/** Runs a function of serverless.yml in this process, each with its own environment, credentials and clients. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inhabit, type Surroundings } from '../../shared/runtime.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { registerAccessKey } from '../cloud/iam/callers.ts';
import type { ExecutionEnvironment, HostedFunction, InvocationContext } from '../cloud/lambda/state.ts';
import type { FunctionEntry } from './service-file.ts';

type Handler = (event: unknown, context: unknown) => unknown;

/** Which invocation the running code belongs to, through every await. */
const current = new AsyncLocalStorage<{ readonly around: Surroundings; readonly context: InvocationContext }>();

/** From now on code of ours finds the surroundings of the function that it runs in. */
export const inhabitFunctions = (): void =>
  inhabit(() => {
    const invocation = current.getStore();
    if (invocation === undefined) throw new Error('no function is running here');
    return invocation.around;
  });

/** Never comes back when the invocation has timed out or crashed: its sandbox is gone, and what it still does has no effect. */
const unlessEnded = <Value>(value: Value): Value | Promise<never> =>
  current.getStore()?.context.ended.aborted ? new Promise<never>(() => {}) : value;

interface ClientLike {
  readonly middlewareStack: {
    add(middleware: (next: (args: unknown) => unknown) => (args: unknown) => Promise<unknown>, options: object): void;
  };
}

/** Ties the calls of a client to the invocation that makes them: it may die at one, and when it has ended they never leave. */
const tied = <Client>(client: Client): Client => {
  (client as unknown as ClientLike).middlewareStack.add(
    (next) => async (args) => {
      const call = async () => next(await unlessEnded(args));
      return unlessEnded(await (current.getStore()?.context.aroundCall(call) ?? call()));
    },
    { step: 'initialize', priority: 'high', name: 'tiedToItsInvocation' },
  );
  return client;
};

export interface Told {
  /** A function cannot be loaded: its callers only see that it failed. */
  readonly onLoadError: (functionName: string, error: unknown) => void;
  /** A function writes a line for CloudWatch to read. */
  readonly onLine: (functionName: string, line: string) => void;
}

export const hostFunction = (
  cloud: Cloud,
  root: string,
  entry: FunctionEntry,
  environment: Readonly<Record<string, string>>,
  roleName: string,
  { onLoadError, onLine }: Told,
): HostedFunction => {
  const { world } = cloud;
  const random = world.random.fork(entry.name);
  const accessKeyId = `ASIA${random.hex(16).toUpperCase()}`;
  registerAccessKey(world, accessKeyId, roleName);
  const door = cloud.door(accessKeyId);
  const newSurroundings = (): Surroundings => ({
    env: { ...environment, AWS_REGION: world.region, AWS_LAMBDA_FUNCTION_NAME: entry.name },
    clock: {
      now: () => current.getStore()?.context.now() ?? cloud.clock.now(),
      sleep: async (ms) => unlessEnded(await cloud.clock.sleep(ms)),
    },
    random: () => random.next(),
    uuid: () => random.uuid(),
    aws: { region: world.region, credentials: { accessKeyId, secretAccessKey: 'local' } },
    // Tied first, so that the invocation stands outside of everything that the door waits for.
    connect: (client) => door(tied(client)),
    writeLine: (line) => onLine(entry.name, line),
  });
  const surroundings = new WeakMap<ExecutionEnvironment, Surroundings>();
  /** What one invocation has begun and kept, another that runs beside it must not wait for. */
  const around = (environment: ExecutionEnvironment): Surroundings => {
    const known = surroundings.get(environment) ?? newSurroundings();
    surroundings.set(environment, known);
    return known;
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
    accessKeyId,
    ...(entry.reservedConcurrency !== undefined && { reservedConcurrency: entry.reservedConcurrency }),
    shown: {
      handler: `${entry.module}.${entry.exportName}`,
      roleArn: `arn:aws:iam::${world.account}:role/${roleName}`,
      memoryMiB: entry.memoryMiB,
      environment,
    },
    invoke: (payload, context) =>
      current.run({ around: around(context.environment), context }, async () => {
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
