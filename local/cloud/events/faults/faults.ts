/** What can go wrong with events on their way. */
import { eventForged } from './event-forged.ts';
import { eventsDelayed } from './events-delayed.ts';
import { eventsDropped } from './events-dropped.ts';
import { eventsDuplicated } from './events-duplicated.ts';
import { eventsReordered } from './events-reordered.ts';

export const eventFaults = {
  'events-dropped': eventsDropped,
  'events-duplicated': eventsDuplicated,
  'events-delayed': eventsDelayed,
  'events-reordered': eventsReordered,
  'event-forged': eventForged,
} as const;
