/** What a fault is: something that goes wrong on demand, for a while or once. Each service keeps its own in `faults/`. */
import type * as z from 'zod/mini';
import type { World } from '../kernel/world.ts';

/** Ends what a fault has begun; whatever it broke stays broken or recovers as AWS would. */
export type EndFault = () => void;

export interface FaultKind<Parameters> {
  /** One sentence for people. */
  readonly what: string;
  /** Checks what comes in over HTTP, and is its description. Milliseconds are simulated and end in `Ms`. */
  readonly parameters: z.ZodMiniType<Parameters>;
  /**
   * Makes it happen. With what it returns it lasts until that is called; without, it is over when it has happened. A fault that
   * lasts and has spent itself says so with `over`, later than in `begin`. Throws FaultRefused, before anything has changed, when
   * there is nothing that could break so.
   */
  readonly begin: (world: World, parameters: Parameters, over: () => void) => EndFault | undefined;
}

/** Keeps the type of the parameters. */
export const faultKind = <Parameters>(kind: FaultKind<Parameters>): FaultKind<Parameters> => kind;

/** Puts something among what is wrong at present; what it gives takes exactly that away again. */
export const activate = <Wrong>(among: Set<Wrong>, wrong: Wrong): EndFault => {
  among.add(wrong);
  return () => {
    among.delete(wrong);
  };
};

/** There is nothing that could break so: no such host, no such function. */
export class FaultRefused extends Error {
  override readonly name = 'FaultRefused';
}
