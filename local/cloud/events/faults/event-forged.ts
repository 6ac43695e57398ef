import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { route, wholeSeconds } from '../behaviour/emit.ts';

export const eventForged = faultKind({
  what: 'An event is on the default bus as if AWS had sent it, whatever it claims: any source, account, region, time and detail.',
  parameters: z.strictObject({
    source: z.string(),
    detailType: z.string(),
    detail: z.unknown(),
    resources: z.optional(z.array(z.string())),
    id: z.optional(z.string()),
    account: z.optional(z.string()),
    region: z.optional(z.string()),
    time: z.optional(z.string()),
  }),
  begin: (world, { source, detailType, detail, ...claims }) => {
    route(world, {
      version: '0',
      id: claims.id ?? world.random.uuid(),
      'detail-type': detailType,
      source,
      account: claims.account ?? world.account,
      time: claims.time ?? wholeSeconds(world.clock.now()),
      region: claims.region ?? world.region,
      resources: claims.resources ?? [],
      detail: structuredClone(detail ?? {}),
    });
    return undefined;
  },
});
