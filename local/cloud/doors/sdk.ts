/**
 * The door for SDK clients in this process. A middleware takes the typed input before the SDK serializes it, lets the SDK's own
 * retry middleware try it on the cloud, and brings typed output or the SDK's own exception back: no bytes, no socket, no
 * endpoint, no signature, but the SDK's retries stay.
 */
import { type RetryResolvedConfig, retryMiddleware } from '@smithy/core/retry';
import { callerOf } from '../iam/callers.ts';
import { AwsError } from '../kernel/aws-error.ts';
import { ConnectionLost } from '../kernel/connection-lost.ts';
import type { Dispatcher } from '../kernel/dispatch.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import { exceptionOf } from './exception.ts';

/** Makes every call of the client a call to the cloud, by the role that the access key id is registered for. */
export type SdkDoor = (accessKeyId: string) => <Client>(client: Client) => Client;

interface Arguments {
  readonly input: Record<string, unknown>;
}
type Next = (args: Arguments) => Promise<{ readonly response: unknown; readonly output: object }>;
type Middleware = (next: Next, context: { readonly commandName?: string }) => Next;

interface ClientLike {
  readonly config: RetryResolvedConfig & { readonly serviceId: string };
  readonly middlewareStack: { add(middleware: Middleware, options: object): void };
}

export const createSdkDoor = (world: World, dispatcher: Dispatcher, ids: Random): SdkDoor => {
  /** Settles when every call so far has reached the cloud, or has ended before. */
  let last: Promise<void> = Promise.resolve();

  /**
   * What the SDK does before the call reaches the cloud includes reading files: meanwhile the clock must not jump, and calls
   * that were made after this one wait, or the speed of the disk would decide which comes first.
   */
  const pass =
    (service: string, accessKeyId: string, retrying: Middleware): Middleware =>
    (_next, context) =>
    async (args) => {
      const operation = operationOf(context);
      const come = last;
      const { promise, resolve: over } = Promise.withResolvers<void>();
      void world.clock.hold(promise);
      last = promise;
      /** Each call is an event of its own: of two functions that run at the same time one goes on until it has to wait again. */
      const attempt: Next = async ({ input }) => {
        await come;
        const arrives = world.clock.turn();
        over();
        await arrives;
        return carryOut(service, operation, input, accessKeyId);
      };
      try {
        const input = await withTokens(service, operation, args.input);
        return await retrying(attempt, context)({ ...args, input });
      } finally {
        over();
      }
    };

  /** The SDK's serializer would fill these members at random, once for all attempts of a command. */
  const withTokens = async (service: string, operation: string, input: Arguments['input']) => {
    const { tokens } = await dispatcher.operation(service, operation);
    const absent = tokens.filter((name) => input[name] === undefined || input[name] === null);
    return absent.length === 0 ? input : { ...input, ...Object.fromEntries(absent.map((name) => [name, ids.uuid()])) };
  };

  const carryOut = async (service: string, operation: string, input: Arguments['input'], accessKeyId: string) => {
    const requestId = ids.uuid();
    try {
      const request = { service, operation, input, caller: callerOf(world, accessKeyId), requestId };
      const output = await dispatcher.call(request);
      return { response: {}, output: { ...output, $metadata: { httpStatusCode: 200, requestId } } };
    } catch (error) {
      if (error instanceof ConnectionLost) throw hungUp(error);
      // Anything but AWS's own refusals is a fault of the embedded AWS: it surfaces as it is, and is not retried.
      throw error instanceof AwsError ? exceptionOf(await dispatcher.model(service), error, requestId) : error;
    }
  };

  return (accessKeyId) => (client) => {
    const { config, middlewareStack } = client as ClientLike;
    const service = config.serviceId.toLowerCase().replaceAll(' ', '-');
    const retrying = retryMiddleware(config) as unknown as Middleware;
    middlewareStack.add(pass(service, accessKeyId, retrying), {
      step: 'initialize',
      priority: 'high',
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
