import * as z from 'zod/mini';
import { faultKind } from '../fault.ts';
import { millisecondRange, waitFor } from '../milliseconds.ts';
import { callChoice } from './call-choice.ts';
import { spoilCalls } from './rules.ts';

export const callDelay = faultKind({
  what: 'Calls take longer: on their way there, or on the way back (`where: "answer"`), when they have had their effect already.',
  parameters: z.extend(callChoice, {
    ms: millisecondRange,
    where: z.optional(z.enum(['request', 'answer'])),
  }),
  begin: (world, { ms, where, ...choice }, over) => {
    const random = world.random.fork('delays');
    return spoilCalls(world, choice, over, async (_request, next) => {
      if (where !== 'answer') {
        await waitFor(world.clock, random, ms);
        return next();
      }
      const answer = next();
      await answer.catch(() => {});
      await waitFor(world.clock, random, ms);
      return answer;
    });
  },
});
