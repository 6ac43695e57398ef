/** What is asked for in `POST /v1/clusters/{cluster}/tasks`. */
import * as z from 'zod/mini';
import { limits } from '../../ecs/limits.ts';
import type { FieldError } from '../errors.ts';
import type { FurtherCheck } from './check.ts';
import * as names from './names.ts';
import { networkBody, placementBody, placementRules } from './placement.ts';
import { closed, integer, list, matching } from './values.ts';

const text = (maximum: number) =>
  matching(new RegExp(`^[^\\0]{0,${maximum}}$`), `text of at most ${maximum} characters`);

const variableName = matching(/^[^\0=]{1,255}$/, 'a name of 1 to 255 characters without =');

const containerOverride = closed({
  name: names.familyName,
  command: z.exactOptional(list(text(4_096), 0, 100)),
  environment: z.exactOptional(list(closed({ name: variableName, value: text(4_096) }), 0, 100)),
  cpu: z.exactOptional(integer(0, 196_608)),
  memory: z.exactOptional(integer(4, 33_554_432)),
  memoryReservation: z.exactOptional(integer(4, 33_554_432)),
});

/** ECS's own `overrides`, of which these are let through: no roles, so nobody gains rights by running a task. */
export const overridesBody = closed({
  cpu: z.exactOptional(matching(/^[0-9]{1,6}$/, 'CPU units as text, such as "256"')),
  memory: z.exactOptional(matching(/^[0-9]{1,8}$/, 'MiB as text, such as "512"')),
  containerOverrides: z.exactOptional(list(containerOverride, 0, 10)),
});

export const runBody = closed({
  taskDefinition: names.taskDefinitionReference,
  count: z._default(integer(1, 1_000), 1),
  placement: z.exactOptional(placementBody),
  network: z.exactOptional(networkBody),
  overrides: z.exactOptional(overridesBody),
  tags: z.exactOptional(names.givenTags()),
  timeoutSeconds: z._default(integer(0, 3_600), 300),
});
export type RunBody = z.output<typeof runBody>;

const overriddenTwice = (overrides: unknown): readonly FieldError[] => {
  if (!Array.isArray(overrides)) return [];
  const names = overrides.map((one) => Object(one).name);
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) < index
      ? [{ pointer: `/overrides/containerOverrides/${index}/name`, detail: `${name} is overridden already` }]
      : [],
  );
};

export const runRules: FurtherCheck = (raw) => {
  const body = Object(raw);
  const tooLong = JSON.stringify(body.overrides ?? {}).length > limits.overridesCharacters;
  const detail = `must be at most ${limits.overridesCharacters} characters together`;
  return [
    ...placementRules(body.placement, '/placement'),
    ...(tooLong ? [{ pointer: '/overrides', detail }] : []),
    ...overriddenTwice(Object(body.overrides).containerOverrides),
  ];
};
