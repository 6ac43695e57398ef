import * as z from 'zod/mini';
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { interruptSpot, recommendRebalance } from '../behaviour/interrupt-spot.ts';

const spotOnly = { market: 'spot' } as const;

export const spotInterruption = faultKind({
  what:
    'EC2 takes these spot instances back, two minutes after its notice unless it says otherwise; some go without a notice, as ' +
    'many as the knob spotNotices leaves. Instances of persistent requests are stopped, and start again when there is capacity.',
  parameters: z.extend(instanceChoice, {
    noticeMs: z.optional(z.int().check(z.minimum(0))),
    /** Whether they all go at once and without notice. */
    withoutNotice: z.optional(z.boolean()),
  }),
  begin: (world, { noticeMs = 120_000, withoutNotice, ...choice }) => {
    for (const instance of chosenInstances(world, { ...choice, ...spotOnly })) {
      const silent = withoutNotice ?? world.random.between(1, 100) > world.knobs.spotNotices;
      interruptSpot(world, instance, withoutNotice === true ? 0 : noticeMs, !silent);
    }
    return undefined;
  },
});

export const rebalanceRecommendation = faultKind({
  what: 'These spot instances are said to be at an elevated risk of interruption: an event, and an item in their metadata.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    for (const instance of chosenInstances(world, { ...choice, ...spotOnly })) recommendRebalance(world, instance);
    return undefined;
  },
});
