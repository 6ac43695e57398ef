/** Which events a fault hits. */
import * as z from 'zod/mini';
import type { EndFault } from '../../faults/fault.ts';
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
  percent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
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
export const befalling = (
  world: World,
  choice: EventChoice,
  befall: (copies: readonly number[]) => readonly number[],
): EndFault => {
  const meant = (event: EventEnvelope): boolean =>
    (choice.source ?? (event.source === ofSchedules ? undefined : event.source)) === event.source &&
    (choice.detailType ?? event['detail-type']) === event['detail-type'] &&
    ((choice.durableToo ?? true) || isBestEffort(event.source)) &&
    world.random.chance(choice.percent ?? 100);
  const mishap = {
    befall: (event: EventEnvelope, copies: readonly number[]) => (meant(event) ? befall(copies) : copies),
  };
  world.events.mishaps.add(mishap);
  return () => void world.events.mishaps.delete(mishap);
};
