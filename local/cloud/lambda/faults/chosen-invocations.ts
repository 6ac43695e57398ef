/** Which invocations a fault hits. */
import * as z from 'zod/mini';
import { type EndFault, FaultRefused } from '../../faults/fault.ts';
import type { World } from '../../kernel/world.ts';
import type { HostedFunction, Mishap } from '../state.ts';

/** Whatever is said narrows the choice; nothing said means every invocation of every function. */
export const invocationChoice = {
  /** By name. */
  function: z.optional(z.string()),
  /** Of those, as many in a hundred, each by its own throw of the dice. */
  percent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
  /** Of those, so many; then the fault is over. */
  times: z.optional(z.int().check(z.minimum(1))),
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

/** A mishap less the invocations that it befalls. */
type What<Of = Mishap> = Of extends Mishap ? Omit<Of, 'befalls'> : never;

/** From now on this befalls the chosen invocations, until that is ended or as many as were asked for have been hit. */
export const befalling = (world: World, choice: InvocationChoice, over: () => void, what: What): EndFault => {
  const { function: chosen, percent = 100, times } = choice;
  if (chosen !== undefined) expectFunction(world, chosen);
  let hits = 0;
  const befalls = (functionName: string): boolean => {
    if ((chosen !== undefined && functionName !== chosen) || !world.random.chance(percent)) return false;
    hits += 1;
    if (hits === times) over();
    return true;
  };
  const mishap: Mishap = { ...what, befalls };
  world.lambda.mishaps.add(mishap);
  return () => void world.lambda.mishaps.delete(mishap);
};
