import type { Action } from '../action.ts';
import { type GroupState, groupStates, isLeaving, stillOpen } from '../capacity.ts';
import { isReplaced } from '../causes.ts';
import { coolingOf } from '../cooling.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { launchRequest } from '../launch-request.ts';
import { type Chosen, chooseOfferings } from '../offerings.ts';
import { own } from '../own.ts';
import type { Situation } from '../situation.ts';
import { causeOf, type Findings, hostWord, type Rule } from './rule.ts';

/** How long a lost host is named as the reason for a launch. */
const lostForMs = 15 * 60_000;
/** Reasons are kept with each launch: after a storm not every host is named in each. */
const mostNamed = 5;

/** Groups that lack hosts get them: launching goes on whatever else is held, but never beyond count and surge. */
export const launchMissing: Rule = {
  name: 'launch-missing',
  find(situation) {
    const found = groupStates(situation).map((group) => launchInto(group, situation));
    return {
      actions: found.flatMap(({ actions = [] }) => actions),
      notes: found.flatMap(({ notes = [] }) => notes),
    };
  },
};

const launchInto = (group: GroupState, situation: Situation): Findings => {
  const { name } = group.spec;
  if (group.missing === 0) return {};
  const ingredients = own(situation.world.ingredients, name);
  if (ingredients === undefined || own(situation.world.configs, name) === undefined)
    return { notes: [`${name} lacks ${hostWord(group.missing)}; what to launch them with was not read yet`] };
  if (ingredients.status === 'impossible') return { notes: [`${name} cannot launch: ${ingredients.problem}`] };
  const backOff = own(situation.history.backOff, name);
  if (backOff !== undefined && situation.now < backOff.until) {
    const minutes = Math.ceil((backOff.until - situation.now) / 60_000);
    return { notes: [`${name} lacks ${hostWord(group.missing)}, but ${backOff.reason}; next try in ${minutes} min`] };
  }
  const count = backOff === undefined ? group.missing : probe(group, situation);
  if (count === 0) return { notes: [`${name} lacks ${hostWord(group.missing)}, and waits for one as a probe`] };
  const cooling = coolingOf(situation, group.ledger);
  const chosen = chooseOfferings(count, ingredients.offerings, zonesOf(group), cooling);
  const actions = chosen.map((one, index) => launchOf(group, situation, one, group.ledger.nextLaunch + index));
  const placed = chosen.reduce((total, one) => total + one.count, 0);
  const notes =
    placed < count
      ? [`${name} lacks ${hostWord(count - placed)}, and every offering is full or cooling after a refusal`]
      : [];
  return { actions, notes };
};

/** While a group is bad one host at a time is tried: the next one only when the last has joined, or has been judged. */
const probe = (group: GroupState, situation: Situation): number => {
  const underWay = group.open > 0 || group.counted.some(({ state }) => state === 'joining');
  const unjudged = ({ id, disruption }: Host) =>
    disruption?.cause === 'never-registered' && situation.history.fates[id] === undefined;
  return underWay || hostsOf(situation).some((host) => host.group === group.spec.name && unjudged(host)) ? 0 : 1;
};

const zonesOf = (group: GroupState): ReadonlyMap<string, number> => {
  const zones = new Map<string, number>();
  const add = (zone: string, count: number) => zones.set(zone, (zones.get(zone) ?? 0) + count);
  for (const host of group.counted) add(host.availabilityZone, 1);
  for (const launch of group.ledger.launches) add(launch.request.availabilityZone, stillOpen(launch, group.hosts));
  return zones;
};

const launchOf = (group: GroupState, situation: Situation, chosen: Chosen, number: number): Action => {
  const { wanted, now } = situation;
  const replaced = group.hosts.find(isBeingReplaced);
  const asked = replaced?.disruption?.cause === 'requested' ? replaced.disruption.operation : undefined;
  const cause = asked === undefined ? causeOf(situation) : 'requested';
  const reason = reasonFor(group, situation, replaced, chosen);
  return {
    type: 'launch',
    group: group.spec.name,
    launch: {
      number,
      state: 'open',
      enteredAt: now,
      request: launchRequest(group.spec, situation, chosen, number),
      instanceIds: [],
      reason,
      ...(replaced !== undefined && { replaces: replaced.id }),
    },
    reason,
    rule: 'launch-missing',
    subject: group.spec.name,
    cause,
    ...(cause === 'requested' && { operation: asked ?? wanted.writtenBy }),
  };
};

const isBeingReplaced = (host: Host): boolean =>
  host.disruption !== undefined && isReplaced(host.disruption) && isLeaving(host);

const replacedSaid = ({ id, disruption }: Host, { hosts }: GroupState): string => {
  const more = hosts.filter(isBeingReplaced).length - 1;
  const why = disruption === undefined || disruption.cause === 'requested' ? '' : `, as ${disruption.reason}`;
  return more === 0 ? `${id} is being replaced${why}` : `${id} and ${more} more are being replaced${why}`;
};

const reasonFor = (
  group: GroupState,
  { history, now, world }: Situation,
  replaced: Host | undefined,
  { offering, count }: Chosen,
): string => {
  const { instanceType, availabilityZone, market } = offering;
  const what = `launch ${count} ${market === 'spot' ? 'spot ' : ''}${instanceType} in ${availabilityZone}`;
  if (replaced !== undefined) return `${what}: ${replacedSaid(replaced, group)}`;
  const lost = Object.entries(history.fates).flatMap(([id, { group: of, ended, outcome }]) => {
    if (of !== group.spec.name || ended?.by !== 'others' || now - ended.at >= lostForMs) return [];
    const how = outcome === 'failed' ? 'ended without joining' : 'was terminated under us';
    return [{ at: ended.at, said: `${id} ${world.disowned?.includes(id) ? 'runs on without our tags' : how}` }];
  });
  const stopped = group.hosts
    .filter(({ state }) => state === 'stopped')
    .map(({ id }) => ({ at: own(history.stoppedSince, id) ?? now, said: `${id} was stopped under us` }));
  // Those that were lost before have been replaced already.
  const lacking = group.spec.count - group.counted.length - group.open;
  const newest = [...lost, ...stopped].sort((one, other) => other.at - one.at).slice(0, Math.max(1, lacking));
  const all = newest.map(({ said }) => said);
  const more = all.length > mostNamed ? [`and ${all.length - mostNamed} more`] : [];
  const why = [...all.slice(0, mostNamed), ...more].join(', ');
  const has = `${group.spec.name} has ${group.counted.length} of ${hostWord(group.spec.count)}`;
  return `${what}: ${has}${why === '' ? '' : `, because ${why}`}`;
};
