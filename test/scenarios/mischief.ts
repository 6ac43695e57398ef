/** What goes wrong in stories: events that are lost, late or doubled, answers that never arrive, functions that die. */
import type { HostedFunction } from '../../local/cloud/lambda/state.ts';
import type { RunningStack } from '../support/running-stack.ts';

/** Replaces a function of ours by one that may do otherwise: `yourself` does what the function does. */
export const insteadOf = async (
  stack: RunningStack,
  logicalName: string,
  act: (payload: unknown, yourself: (payload: unknown) => Promise<unknown>) => Promise<unknown>,
): Promise<void> => {
  const { functions } = stack.cloud.world.lambda;
  const name = `quaymaster-test-${logicalName}`;
  const hosted = functions.get(name) as HostedFunction;
  functions.set(name, {
    ...hosted,
    invoke: (payload, context) => act(payload, (given) => hosted.invoke(given, context)),
  });
};

/** No event of AWS reaches us. */
export const loseEvents = (stack: RunningStack): Promise<void> =>
  insteadOf(stack, 'on-fleet-changed', async () => undefined);

/** Every event arrives five times, each time up to so much later, so in any order. */
export const repeatEvents = (stack: RunningStack, upToMs: number): Promise<void> => {
  const { world } = stack.cloud;
  const random = world.random.fork('repeated events');
  return insteadOf(stack, 'on-fleet-changed', async (event, yourself) => {
    for (let times = 0; times < 5; times += 1)
      world.clock.after(random.between(0, upToMs), 'an event comes again', async () => void (await yourself(event)));
  });
};
