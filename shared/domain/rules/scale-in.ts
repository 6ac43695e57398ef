import type { Action } from '../action.ts';
import { holdsSlot, voluntarySlots } from '../brakes.ts';
import { type GroupState, groupStates } from '../capacity.ts';
import { beginDrain, newDisruption } from '../disruptions.ts';
import type { Host } from '../hosts.ts';
import { own } from '../own.ts';
import type { Situation } from '../situation.ts';
import { closedUntil } from '../voluntary.ts';
import { causeOf, type Findings, hostWord, type Rule } from './rule.ts';

/** Hosts beyond a group's count are drained and terminated: the emptiest of the fullest zone first. */
export const scaleIn: Rule = {
  name: 'scale-in',
  find(situation) {
    const found = groupStates(situation).map((group) => shrink(group, situation));
    return { actions: found.flatMap(({ actions = [] }) => actions), notes: found.flatMap(({ notes = [] }) => notes) };
  },
};

const shrink = (group: GroupState, situation: Situation): Findings => {
  if (group.surplus === 0) return {};
  const victims = chooseVictims(group, group.surplus, situation);
  let slots = voluntarySlots(group.spec.count) - group.ledger.disruptions.filter(holdsSlot).length;
  const actions: Action[] = [];
  const closed = closedFor(situation);
  for (const host of victims) {
    const started = leave(host, group, situation);
    // Without tasks it is missed by nobody, at whatever time it goes.
    if (closed !== undefined && host.tasks > 0) continue;
    if (host.containerInstance === undefined) actions.push(...started);
    else if (slots > 0) {
      actions.push(...started);
      slots -= 1;
    }
  }
  const waiting = group.surplus - actions.filter(({ type }) => type === 'enter-disruption').length;
  return {
    actions,
    notes:
      waiting > 0
        ? [
            ...spared(group),
            `${group.spec.name} has ${hostWord(waiting)} too many, ${closed ?? 'to be drained in turn'}`,
          ]
        : [],
  };
};

/** A surplus that nobody asked for goes in a window. */
const closedFor = (situation: Situation): string | undefined =>
  causeOf(situation) === 'requested' ? undefined : closedUntil(situation.wanted.spec.policy, situation.now);

const spared = ({ counted, spec }: GroupState): readonly string[] =>
  counted
    .filter(isSpared)
    .map(({ id }) => `${id} of ${spec.name} could not be emptied in time, and is tried again later`);

const leave = (host: Host, { spec, counted }: GroupState, situation: Situation): readonly Action[] => {
  const { now, wanted } = situation;
  const reason = `${spec.name} has ${counted.length} of ${hostWord(spec.count)}, and this one is the least loss`;
  const cause = causeOf(situation) === 'requested' ? 'scale-in' : 'surplus';
  // Nobody is disturbed by the end of a host that has never joined.
  const kind = host.containerInstance === undefined ? 'terminate' : 'remove';
  const disruption = newDisruption(host, { kind, cause, reason }, now, wanted.spec.policy.drainDeadlineSeconds);
  return beginDrain(host, disruption, now);
};

/**
 * Hosts that never joined, or that people have drained already, cost nothing. One that could not be emptied for its removal is
 * spared; one that only people's drain gave up on is the last choice.
 */
const chooseVictims = (group: GroupState, count: number, { history }: Situation): readonly Host[] => {
  const left = group.counted.filter(
    ({ id, instance, disruption }) =>
      instance !== undefined &&
      // It had joined, and ECS does not list it just now: it may have tasks.
      own(history.unregisteredSince, id) === undefined &&
      (disruption?.stage !== 'given-up' || disruption.kind === 'drain'),
  );
  const zones = new Map<string, number>();
  for (const { availabilityZone } of left) zones.set(availabilityZone, (zones.get(availabilityZone) ?? 0) + 1);
  const queues = queuesOf(left);
  const victims: Host[] = [];
  while (victims.length < Math.min(count, left.length)) {
    const firsts = queues.flatMap((queue) => queue.at(-1) ?? []);
    const victim = firsts.reduce((best, host) => (before(host, best, zones) ? host : best));
    victims.push(victim);
    queues.find((queue) => queue.at(-1) === victim)?.pop();
    zones.set(victim.availabilityZone, (zones.get(victim.availabilityZone) ?? 0) - 1);
  }
  return victims;
};

/** By zone, the one that goes first at the end: within a zone the order does not change while others go. */
const queuesOf = (hosts: readonly Host[]): readonly Host[][] => {
  const zones = Map.groupBy(hosts, ({ availabilityZone }) => availabilityZone);
  return [...zones.values()].map((queue) => queue.sort((a, b) => (before(a, b, new Map()) ? 1 : -1)));
};

const isSpared = ({ disruption }: Host): boolean => disruption?.stage === 'given-up' && disruption.kind !== 'drain';

const before = (a: Host, b: Host, zones: ReadonlyMap<string, number>): boolean => {
  const order = [
    rank(a) - rank(b),
    (zones.get(b.availabilityZone) ?? 0) - (zones.get(a.availabilityZone) ?? 0),
    a.tasks - b.tasks,
    a.launchedAt - b.launchedAt,
    a.id < b.id ? -1 : 1,
  ];
  return (order.find((difference) => difference !== 0) ?? 0) < 0;
};

const rank = ({ state, disruption }: Host): number => {
  if (state === 'joining') return 0;
  if (disruption?.stage === 'drained') return 1;
  if (disruption?.stage === 'given-up') return 4;
  return state === 'away' ? 2 : 3;
};
