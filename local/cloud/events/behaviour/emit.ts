/** How the services of the embedded AWS put their events on the default bus. */
import type { World } from '../../kernel/world.ts';
import type { EventEnvelope } from '../state.ts';
import { deliver } from './deliver.ts';
import { copiesOf } from './delivery-copies.ts';

export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/**
 * Puts an event on the default bus; rules see it after the knob's delay, as it is now: later changes do not reach it. It travels
 * as JSON: dates in ISO form, nothing that is undefined.
 */
export const emit = (world: World, event: ServiceEvent): void => {
  route(world, envelopeOf(world, JSON.parse(JSON.stringify(event)), world.clock.now()));
};

export const envelopeOf = (world: World, event: ServiceEvent, time: number): EventEnvelope => ({
  version: '0',
  id: world.random.uuid(),
  'detail-type': event.detailType,
  source: event.source,
  account: world.account,
  time: wholeSeconds(time),
  region: world.region,
  resources: event.resources,
  detail: event.detail,
});

export const wholeSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** After the delay every rule that is there then, is enabled and matches gives the event to its targets. Order is not kept. */
export const route = (world: World, event: EventEnvelope): void => {
  const [from, to] = world.knobs.eventDelayMs;
  for (const laterMs of copiesOf(world, event))
    world.clock.after(world.random.between(from, to) + laterMs, `events: ${event['detail-type']}`, () => {
      for (const rule of world.events.rules.values())
        if (rule.enabled && rule.pattern?.matches(event)) deliver(world, rule, event);
    });
};
