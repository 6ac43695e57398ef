import * as z from 'zod/mini';
import { AwsError } from '../../kernel/aws-error.ts';
import { ConnectionLost } from '../../kernel/connection-lost.ts';
import { faultKind } from '../fault.ts';
import { millisecondRange, waitFor } from '../milliseconds.ts';
import { callChoice } from './call-choice.ts';
import { spoilCalls } from './rules.ts';

const parameters = z.extend(callChoice, {
  /** How long the caller waits before its connection breaks: at once when nothing is said. */
  noticedAfterMs: z.optional(millisecondRange),
});

export const callRequestLost = faultKind({
  what: 'Calls never arrive: they have no effect, and their callers see the connection break.',
  parameters,
  begin: (world, { noticedAfterMs = 0, ...choice }, over) => {
    const random = world.random.fork('lost requests');
    return spoilCalls(world, choice, over, async () => {
      await waitFor(world.clock, random, noticedAfterMs);
      throw new ConnectionLost('never arrived');
    });
  },
});

export const callReplyLost = faultKind({
  what: 'Calls have their effect, but the answer never arrives: their callers see the connection break, as if nothing had happened.',
  parameters,
  begin: (world, { noticedAfterMs = 0, ...choice }, over) => {
    const random = world.random.fork('lost replies');
    return spoilCalls(world, choice, over, async (_request, next) => {
      let fate: ConnectionLost['fate'] = 'carried out';
      try {
        await next();
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        fate = error;
      }
      await waitFor(world.clock, random, noticedAfterMs);
      throw new ConnectionLost(fate);
    });
  },
});
