import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';

export const placementOnAnyValidHost = faultKind({
  what: 'ECS places tasks on any valid host, whatever their strategies prefer: they are best effort.',
  parameters: z.strictObject({}),
  begin: ({ ecs }) => {
    ecs.strategiesIgnored += 1;
    return () => {
      ecs.strategiesIgnored -= 1;
    };
  },
});
