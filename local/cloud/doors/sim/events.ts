/** `/_sim/events`: an event on the default bus as if AWS had sent it, which PutEvents refuses to do. */
import * as z from 'zod/mini';
import { checked, type SimHandler } from './request.ts';

/** As AWS writes its events, so that a recorded one can be sent as it is. */
const envelope = z.strictObject({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.record(z.string(), z.unknown()),
  resources: z.optional(z.array(z.string())),
  version: z.optional(z.string()),
  id: z.optional(z.string()),
  account: z.optional(z.string()),
  region: z.optional(z.string()),
  time: z.optional(z.string()),
});

export const forgeEvent: SimHandler = (request) => {
  const { 'detail-type': detailType, version: _, ...event } = checked(request, envelope);
  request.world.faults.begin('event-forged', { detailType, ...event });
  return { status: 202, body: { sent: true } };
};
