import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { invocationChoice, spoilInvocations } from './chosen-invocations.ts';

/** A day: more than any machine of AWS was ever seen to be wrong. */
const skewMs = z.int().check(z.minimum(-86_400_000), z.maximum(86_400_000));

export const clockSkew = faultKind({
  what: "The clock that functions see is wrong by so much, anew for each invocation (byMs, from … to …; negative is behind). Lambda's own deadlines stay right.",
  parameters: z.strictObject({ ...invocationChoice, byMs: z.union([skewMs, z.tuple([skewMs, skewMs])]) }),
  begin: (world, { byMs, ...choice }, over) => {
    const [one, other] = typeof byMs === 'number' ? [byMs, byMs] : byMs;
    const some = () => world.random.between(Math.min(one, other), Math.max(one, other));
    return spoilInvocations(world, choice, over, { kind: 'skewed', byMs: some });
  },
});
