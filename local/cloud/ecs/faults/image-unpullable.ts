import * as z from 'zod/mini';
import { FaultRefused, faultKind } from '../../faults/fault.ts';

export const imageUnpullable = faultKind({
  what: 'No host can pull this image, named as task definitions name it: tasks that need it fail to start. It is there again when the fault ends.',
  parameters: z.strictObject({ image: z.string().check(z.minLength(1)) }),
  begin: ({ ecs }, { image }) => {
    if (ecs.unpullableImages.has(image)) throw new FaultRefused('This image cannot be pulled already.');
    ecs.unpullableImages.add(image);
    return () => {
      ecs.unpullableImages.delete(image);
    };
  },
});
