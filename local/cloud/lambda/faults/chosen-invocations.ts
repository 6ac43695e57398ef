/** Which invocations a fault hits. */
import * as z from 'zod/mini';
import { activate, type EndFault, FaultRefused } from '../../faults/fault.ts';
import { percent, times } from '../../faults/parameters.ts';
import type { World } from '../../kernel/world.ts';
import type { HostedFunction, InvocationFault } from '../state.ts';

/** Whatever is said narrows the choice; nothing said means every invocation of every function. */
export const invocationChoice = {
  /** By name. */
  function: z.optional(z.string()),
  /** Of those, as many in a hundred, each by its own throw of the dice. */
  percent,
  /** Of those, so many; then the fault is over. */
  times,
};

/** The same for what goes wrong at one of an invocation's AWS calls. */
export const callOfInvocation = {
  ...invocationChoice,
  /** The first is 1. An attempt that the SDK repeats is the same call. */
  atCall: z.int().check(z.minimum(1)),
  /** The effect of that call: `before` unless it says otherwise. */
  when: z.optional(z.enum(['before', 'after'])),
};

interface InvocationChoice {
  readonly function?: string | undefined;
  readonly percent?: number | undefined;
  readonly times?: number | undefined;
}

/** Throws FaultRefused when there is no such function. */
export const expectFunction = (world: World, name: string): HostedFunction => {
  const hosted = world.lambda.functions.get(name);
  if (hosted === undefined) throw new FaultRefused(`There is no function ${name}.`);
  return hosted;
};

/** What goes wrong, less whom it hits. */
type What<Of = InvocationFault> = Of extends InvocationFault ? Omit<Of, 'hits'> : never;

/** From now on this hits the chosen invocations, until that is ended or as many as were asked for have been hit. */
export const spoilInvocations = (world: World, choice: InvocationChoice, over: () => void, what: What): EndFault => {
  const { function: chosen, percent: chance = 100, times: most } = choice;
  if (chosen !== undefined) expectFunction(world, chosen);
  let hitSoFar = 0;
  const hits = (functionName: string): boolean => {
    if ((chosen !== undefined && functionName !== chosen) || !world.random.chance(chance)) return false;
    hitSoFar += 1;
    if (hitSoFar === most) over();
    return true;
  };
  return activate<InvocationFault>(world.lambda.invocationFaults, { ...what, hits });
};
