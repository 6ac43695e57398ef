/**
 * What a service says of itself in its event list: the last 100, newest first.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
import { limits } from '../../../../shared/ecs/limits.ts';
import type { World } from '../../kernel/world.ts';
import type { ServiceRecord } from '../service-state.ts';

const repeatedAfterMs = 6 * 3_600_000;

/** Appended to the name of the service: `(service web) has reached a steady state.` */
export const say = (world: World, service: ServiceRecord, what: string): void => {
  service.events.unshift({
    id: world.random.uuid(),
    createdAt: new Date(world.clock.now()),
    message: `(service ${service.name}) ${what}`,
  });
  service.events.length = Math.min(service.events.length, limits.serviceEvents);
};

/**
 * About a cause that lasts: said again only when it was resolved, or six hours have passed. True: it was said now.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
 */
export const sayOnce = (world: World, service: ServiceRecord, what: string): boolean => {
  const last = service.said.get(what);
  if (last !== undefined && world.clock.now() - last < repeatedAfterMs) return false;
  service.said.set(what, world.clock.now());
  say(world, service, what);
  return true;
};

/** All lasting causes are resolved. */
export const allIsWell = (service: ServiceRecord): void => service.said.clear();
