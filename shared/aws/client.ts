/** How every SDK client of ours is made: with retries that wait on our clock, and whatever the surroundings add. */
import type { Surroundings } from '../runtime.ts';
import { countCalls, countingThrottles, newCounts } from './call-counts.ts';
import { inTurn, patienceOf } from './patience.ts';

/**
 * Makes a client: `clientOf(ECSClient, around)`. The SDK's own logger is taken out: it copies every request and answer for a
 * log that nobody keeps, which took a third of the time of an observation. What stands between a command and the network is
 * put together once per kind of command: `connect` is the last that may add to it.
 */
export const clientOf = <Config extends object, Client extends Stacked>(
  Client: new (config: Config) => Client,
  around: Surroundings,
): Client => {
  const patience = patienceOf(around);
  const counts = newCounts();
  const client = new Client({
    ...around.aws,
    cacheMiddleware: true,
    retryStrategy: countingThrottles(patience, counts),
  } as unknown as Config);
  client.middlewareStack.remove('loggerMiddleware');
  countCalls(client, counts, around);
  const stack = client.middlewareStack as unknown as AnyStack;
  stack.add(inTurn(patience), { step: 'initialize', priority: 'high', name: 'inTurn' });
  return around.connect(client);
};

interface Stacked {
  readonly middlewareStack: { remove(name: string): boolean };
}

/** The stacks of the clients differ in the types of their commands, which a middleware for all of them does not look at. */
interface AnyStack {
  add(middleware: ReturnType<typeof inTurn>, options: object): void;
}
