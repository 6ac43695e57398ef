/**
 * The door for SDK clients in this process. A middleware right after the SDK's retry middleware takes the typed input to the
 * cloud and brings typed output or the SDK's own exception back: no bytes, no socket, but the SDK's retries and checks stay.
 */
import { callerOf } from '../iam/callers.ts';
import { AwsError } from '../kernel/aws-error.ts';
import { ConnectionLost } from '../kernel/connection-lost.ts';
import type { Dispatcher } from '../kernel/dispatch.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import { exceptionOf } from './exception.ts';

/** A call's place among those that are on their way to the cloud. */
interface Turn {
  /** All that were made before it have reached the cloud, or have ended before. */
  readonly come: Promise<void>;
  /** To be called when the SDK's own preparations are over. */
  readonly over: () => void;
}

/** Makes every call of the client a call to the cloud, by the role that the access key id is registered for. */
export type SdkDoor = (accessKeyId: string) => <Client>(client: Client) => Client;

interface Arguments {
  readonly input: Record<string, unknown>;
}
type Next = (args: Arguments) => Promise<{ readonly response: unknown; readonly output: object }>;
type Middleware = (next: Next, context: { readonly commandName?: string }) => Next;

interface ClientLike {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(middleware: Middleware, options: object): void;
    addRelativeTo(middleware: Middleware, options: object): void;
  };
}

export const createSdkDoor = (world: World, dispatcher: Dispatcher, ids: Random): SdkDoor => {
  /** By the context of a command. */
  const turns = new WeakMap<object, Turn>();
  let last: Promise<void> = Promise.resolve();

  /**
   * What the SDK does before the call reaches the cloud includes reading files: meanwhile the clock must not jump, and calls
   * that were made after this one wait, or the speed of the disk would decide which comes first.
   */
  const enter =
    (service: string): Middleware =>
    (next, context) =>
    async (args) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      void world.clock.hold(promise);
      turns.set(context, { come: last, over: resolve });
      last = promise;
      try {
        return await next({ ...args, input: await withTokens(service, operationOf(context), args.input) });
      } finally {
        resolve();
      }
    };

  /** The SDK's serializer would fill these members at random, once for all attempts of a command. */
  const withTokens = async (service: string, operation: string, input: Arguments['input']) => {
    const { tokens } = await dispatcher.operation(service, operation);
    const absent = tokens.filter((name) => input[name] === undefined || input[name] === null);
    return absent.length === 0 ? input : { ...input, ...Object.fromEntries(absent.map((name) => [name, ids.uuid()])) };
  };

  /** Each call is an event of its own: of two functions that run at the same time one goes on until it has to wait again. */
  const pass =
    (service: string, accessKeyId: string): Middleware =>
    (_next, context) =>
    async ({ input }) => {
      const turn = turns.get(context);
      await turn?.come;
      const arrives = world.clock.turn();
      turn?.over();
      await arrives;
      const requestId = ids.uuid();
      const request = {
        service,
        operation: operationOf(context),
        input,
        caller: callerOf(world, accessKeyId),
        requestId,
      };
      try {
        const output = await dispatcher.call(request);
        return { response: {}, output: { ...(output as object), $metadata: { httpStatusCode: 200, requestId } } };
      } catch (error) {
        if (error instanceof ConnectionLost) throw hungUp(error);
        // Anything but AWS's own refusals is a fault of the embedded AWS: it surfaces as it is, and is not retried.
        throw error instanceof AwsError ? exceptionOf(await dispatcher.model(service), error, requestId) : error;
      }
    };

  return (accessKeyId) => (client) => {
    const { config, middlewareStack } = client as ClientLike;
    const service = config.serviceId.toLowerCase().replaceAll(' ', '-');
    middlewareStack.add(enter(service), { step: 'initialize', priority: 'high', name: 'embeddedCloudEnter' });
    middlewareStack.addRelativeTo(pass(service, accessKeyId), {
      relation: 'after',
      toMiddleware: 'retryMiddleware',
      name: 'embeddedCloud',
    });
    return client;
  };
};

/** As the SDK's own HTTP handler gives it (@smithy/node-http-handler): a timeout by name, which is retried. */
const hungUp = ({ message }: ConnectionLost): Error =>
  Object.assign(new Error(message), { name: 'TimeoutError', code: 'ECONNRESET' });

const operationOf = (context: { readonly commandName?: string }): string =>
  (context.commandName ?? '').replace(/Command$/, '');
