import { throttled } from '../../kernel/service-refusals.ts';
import { faultKind } from '../fault.ts';
import { callChoice } from './call-choice.ts';
import { spoilCalls } from './rules.ts';

export const callThrottled = faultKind({
  what: 'Calls are refused as too many, in the words of their service, whatever is left in its buckets. They have no effect.',
  parameters: callChoice,
  begin: (world, choice, over) =>
    spoilCalls(world, choice, over, async ({ service }) => {
      throw throttled(service);
    }),
});
