/** What goes wrong with an invocation, of that which goes wrong with its function. */
import type { World } from '../../kernel/world.ts';
import type { DiesAtCall, Mishap } from '../state.ts';

type OfKind<Kind extends Mishap['kind']> = Extract<Mishap, { readonly kind: Kind }>;

/** Those of a kind that befall this invocation, in the order in which they began. */
export const mishapsOf = <Kind extends Mishap['kind']>(
  { lambda }: World,
  functionName: string,
  kind: Kind,
): readonly OfKind<Kind>[] => {
  const befalling: OfKind<Kind>[] = [];
  for (const mishap of lambda.mishaps)
    if (isOfKind(mishap, kind) && mishap.befalls(functionName)) befalling.push(mishap);
  return befalling;
};

const isOfKind = <Kind extends Mishap['kind']>(mishap: Mishap, kind: Kind): mishap is OfKind<Kind> =>
  mishap.kind === kind;

/** Leads the calls of one invocation, up to the one at which it dies; from there on nothing comes back. */
export const leaderOf = (deaths: readonly DiesAtCall[], crash: () => void) => {
  let calls = 0;
  return async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    calls += 1;
    const death = deaths.find(({ atCall }) => atCall === calls);
    if (death === undefined) return call();
    // Whatever the answer is: nobody hears it.
    if (death.when === 'after') await call().catch(() => {});
    if (death.how === 'crash') crash();
    return new Promise<never>(() => {});
  };
};
