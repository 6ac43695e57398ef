/** What is asked in `POST /v1/clusters/{cluster}/why`: tasks as they would be run. */
import * as z from 'zod/mini';
import * as names from './names.ts';
import { networkBody, placementBody } from './placement.ts';
import { overridesBody } from './task.ts';
import { closed, integer } from './values.ts';

export const whyBody = closed({
  taskDefinition: names.taskDefinitionReference,
  count: z._default(integer(1, 1_000), 1),
  placement: z.exactOptional(placementBody),
  network: z.exactOptional(networkBody),
  overrides: z.exactOptional(overridesBody),
});
export type WhyBody = z.output<typeof whyBody>;
