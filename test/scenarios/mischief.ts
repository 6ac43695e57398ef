/** Functions of ours that do otherwise than they should, in ways that no fault of the embedded AWS has. */
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
