import type { Action } from '../action.ts';
import type { History } from '../history.ts';
import { own } from '../own.ts';
import { isStuck, isUnplaced, rolloutOf } from '../rolled-back.ts';
import { serviceDifferences } from '../service-differences.ts';
import type { Situation } from '../situation.ts';
import type { ContainerInstanceView, ServiceView } from '../snapshot.ts';
import type { StoredService } from '../spec.ts';
import { isOfCluster } from '../tags.ts';
import type { Rule } from './rule.ts';

/**
 * After failed placements ECS tries again at longer and longer intervals, up to a quarter of an hour, and a new host does not end
 * that; an update of the service does. Updated with what it is already, it begins no rollout.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export const servicesNudged: Rule = {
  name: 'services-nudged',
  find(situation) {
    if (situation.wanted.deleting !== undefined) return {};
    const joined = lastJoined(situation);
    if (joined === undefined) return {};
    return { actions: situation.services.flatMap((service) => nudge(situation, service, joined)) };
  },
};

/** By ECS's own clock, as its events are. */
const lastJoined = ({ world }: Situation): ContainerInstanceView | undefined =>
  world.containerInstances
    .filter(({ status, agentConnected }) => status === 'ACTIVE' && agentConnected)
    .toSorted((a, b) => b.registeredAt - a.registeredAt)[0];

const nudge = (situation: Situation, stored: StoredService, joined: ContainerInstanceView): readonly Action[] => {
  const { world, history, wanted, home } = situation;
  const { service, spec } = stored;
  const view = world.services.find(({ name }) => name === service);
  const constraints = own(world.constraints, service);
  if (view?.status !== 'ACTIVE' || constraints === undefined || stored.deleting !== undefined) return [];
  if (!isOfCluster(view.tags, home.stack, wanted.cluster) || spec.scheduling === 'DAEMON') return [];
  if (view.running + view.pending >= view.desired) return [];
  const refusedAt = refusedAtOf(view);
  if (refusedAt === undefined || refusedAt >= joined.registeredAt) return [];
  if ((own(history.nudged, service) ?? 0) >= joined.registeredAt) return [];
  // An update with anything else in it is another rule's, and may begin a rollout.
  if (isStuck(view, spec) || rolloutOf(situation, stored, view).status !== 'open') return [];
  if (serviceDifferences(view, spec, constraints).length > 0) return [];
  const lacks = `${view.running + view.pending} of ${view.desired} tasks`;
  const reason = `service ${service} has ${lacks}: ECS found no host for the others and waits, and ${joined.instanceId} has joined since`;
  return [
    {
      type: 'nudge-service',
      service,
      spec,
      constraints,
      reason,
      rule: 'services-nudged',
      subject: service,
      cause: 'automatic',
    },
  ];
};

/**
 * Undefined: its last state was steady. That some of its tasks were started since says nothing of the others, and ECS does not
 * repeat what it has said of them.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
const refusedAtOf = ({ events }: ServiceView): number | undefined => {
  const last = (isIt: (message: string) => boolean): number =>
    Math.max(0, ...events.filter(({ message }) => isIt(message)).map(({ at }) => at));
  const refused = last(isUnplaced);
  return refused > last((message) => message.includes('has reached a steady state')) ? refused : undefined;
};

/** Once for each host that joins, whatever becomes of the call: written before it is tried. */
export const withNudges = (history: History, situation: Situation, actions: readonly Action[]): History => {
  const nudged = actions.flatMap((action) => (action.type === 'nudge-service' ? [action.service] : []));
  const at = lastJoined(situation)?.registeredAt;
  if (nudged.length === 0 || at === undefined) return history;
  return { ...history, nudged: { ...history.nudged, ...Object.fromEntries(nudged.map((name) => [name, at])) } };
};
