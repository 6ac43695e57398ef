/** Which of the faults under way hit an invocation, and how it dies of one. */
import type { World } from '../../kernel/world.ts';
import type { DiesAtCall, InvocationFault } from '../state.ts';

type OfKind<Kind extends InvocationFault['kind']> = Extract<InvocationFault, { readonly kind: Kind }>;

/** Those of a kind that hit this invocation, in the order in which they began. */
export const faultsHitting = <Kind extends InvocationFault['kind']>(
  { lambda }: World,
  functionName: string,
  kind: Kind,
): readonly OfKind<Kind>[] => {
  const hitting: OfKind<Kind>[] = [];
  for (const fault of lambda.invocationFaults)
    if (isOfKind(fault, kind) && fault.hits(functionName)) hitting.push(fault);
  return hitting;
};

const isOfKind = <Kind extends InvocationFault['kind']>(fault: InvocationFault, kind: Kind): fault is OfKind<Kind> =>
  fault.kind === kind;

/** Stands around each AWS call of one invocation: at the one at which it dies nothing comes back. */
export const aroundCalls = (deaths: readonly DiesAtCall[], crash: () => void) => {
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
