/** Which events a fault hits. */
import * as z from 'zod/mini';
import { activate, type EndFault } from '../../faults/fault.ts';
import { percent } from '../../faults/parameters.ts';
import type { World } from '../../kernel/world.ts';
import { isBestEffort } from '../delivery-level.ts';
import type { EventEnvelope } from '../state.ts';

/** Whatever is said narrows the choice; nothing said means every event, but for those of schedules, whose source must be named. */
export const eventChoice = {
  /** `aws.ecs` … */
  source: z.optional(z.string()),
  /** `ECS Task State Change` … */
  detailType: z.optional(z.string()),
  /** Of those, as many in a hundred, each by its own throw of the dice. */
  percent,
};
const ofSchedules = 'aws.events';

interface EventChoice {
  readonly source?: string | undefined;
  readonly detailType?: string | undefined;
  readonly percent?: number | undefined;
  /** Also those of which AWS promises that they arrive. */
  readonly durableToo?: boolean | undefined;
}

/** Makes the chosen events travel otherwise, until the fault ends; those that are on their way by then arrive as they were to. */
export const spoilEvents = (
  world: World,
  choice: EventChoice,
  alter: (copies: readonly number[]) => readonly number[],
): EndFault => {
  const isMeant = (event: EventEnvelope): boolean =>
    (choice.source ?? (event.source === ofSchedules ? undefined : event.source)) === event.source &&
    (choice.detailType ?? event['detail-type']) === event['detail-type'] &&
    ((choice.durableToo ?? true) || isBestEffort(event.source)) &&
    world.random.chance(choice.percent ?? 100);
  return activate(world.events.deliveryFaults, {
    alter: (event, copies) => (isMeant(event) ? alter(copies) : copies),
  });
};
