/** What becomes of an event between its source and the rules: it is lost, late or doubled. */
import type { World } from '../../kernel/world.ts';
import { isBestEffort } from '../delivery-level.ts';
import type { EventEnvelope } from '../state.ts';

/** A copy comes within this time after the event itself; AWS says nothing about it. */
const copiesWithinMs = 60_000;

/**
 * How many milliseconds after the event each copy of it sets out for the rules; none when it is lost. "In rare cases, the
 * same rule can be run more than once for a single event": https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
 */
export const copiesOf = (world: World, event: EventEnvelope): readonly number[] => {
  const { bestEffortEventsLost, eventDuplicates } = world.knobs;
  let copies: readonly number[] = isBestEffort(event.source) && world.random.chance(bestEffortEventsLost) ? [] : [0];
  if (world.random.chance(eventDuplicates))
    copies = copies.flatMap((ms) => [ms, ms + world.random.between(0, copiesWithinMs)]);
  for (const { alter } of world.events.deliveryFaults) copies = alter(event, copies);
  return copies;
};
