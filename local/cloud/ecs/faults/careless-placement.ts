import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';

export const carelessPlacement = faultKind({
  what: 'ECS places tasks on any valid host, whatever their strategies prefer: they are best effort.',
  parameters: z.strictObject({}),
  begin: ({ ecs }) => {
    ecs.careless += 1;
    return () => {
      ecs.careless -= 1;
    };
  },
});
