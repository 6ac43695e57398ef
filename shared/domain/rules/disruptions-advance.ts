import type { Action } from '../action.ts';
import { needsSlot, slotsTaken, voluntarySlots } from '../brakes.ts';
import { groupState } from '../capacity.ts';
import { beginDrain, close, deregister, moveTo, setStatus, stopTask, terminate } from '../disruptions.ts';
import { foresee } from '../foresee.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Disruption } from '../ledger.ts';
import type { Situation } from '../situation.ts';
import type { TaskView } from '../snapshot.ts';
import type { Findings, Rule } from './rule.ts';

/** EC2 and ECS show what was done with a delay; until then it is not done again. */
const shownWithinMs = 60_000;
const givenUpKeptForMs = 30 * 60_000;

/** Every disruption in the ledger takes its next step, if it may: launch first, wait, drain, terminate, deregister. */
export const disruptionsAdvance: Rule = {
  name: 'disruptions-advance',
  find(given) {
    const actions: Action[] = [];
    const notes: string[] = [];
    let situation = given;
    let hosts = hostsOf(situation);
    for (const { group, disruptions } of given.ledgers)
      for (const disruption of disruptions) {
        const host = hosts.find(({ id }) => id === disruption.host) ?? forgotten(group, disruption);
        const found = waitsForSlot(situation, host, hosts) ?? advance(situation, host, disruption);
        actions.push(...(found.actions ?? []));
        notes.push(...(found.notes ?? []));
        // What takes or frees a slot, or starts a drain, is seen by the next one.
        if (needsSlot(disruption) && (found.actions ?? []).length > 0) {
          situation = foresee(situation, found.actions ?? []);
          hosts = hostsOf(situation);
        }
      }
    return { actions, notes };
  },
};

const waitsForSlot = (situation: Situation, host: Host, hosts: readonly Host[]): Findings | undefined => {
  const { disruption, group } = host;
  if (disruption?.stage !== 'wanted' || !needsSlot(disruption) || !isPresent(host)) return undefined;
  const ofGroup = hosts.filter((one) => one.group === group && isPresent(one));
  const size = situation.wanted.spec.groups.find(({ name }) => name === group)?.count ?? ofGroup.length;
  const taken = slotsTaken(ofGroup);
  if (taken < voluntarySlots(size)) return undefined;
  return { notes: [`${host.id} waits: ${taken} of ${voluntarySlots(size)} disruptions of ${group} are in flight`] };
};

const isPresent = (host: Host): boolean => host.state !== 'gone';

/** A host that EC2 no longer shows at all. */
const forgotten = (group: string, disruption: Disruption): Host => ({
  id: disruption.host,
  group,
  state: 'gone',
  availabilityZone: '',
  launchedAt: 0,
  configVersion: '',
  tasks: 0,
  disruption,
});

const advance = (situation: Situation, host: Host, disruption: Disruption): Findings => {
  if (!isPresent(host)) {
    const reason = `${host.id} is gone`;
    return { actions: [...deregister(host, disruption, reason), close(host, disruption, reason)] };
  }
  if (disruption.kind === 'activate') return activate(host, disruption);
  switch (disruption.stage) {
    case 'wanted':
      return begin(situation, host, disruption);
    case 'launching':
      return awaitReplacement(situation, host, disruption);
    case 'draining':
      return drain(situation, host, disruption);
    case 'terminating':
      return { ...resend(situation, host, disruption), notes: [`${host.id} is being terminated`] };
    case 'drained':
      return host.state === 'draining' ? {} : { actions: [close(host, disruption, `${host.id} was activated again`)] };
    case 'given-up':
      return situation.now - since(disruption) < givenUpKeptForMs
        ? {}
        : { actions: [close(host, disruption, `giving up on ${host.id} is forgotten`)] };
  }
};

const since = (disruption: Disruption): number => disruption.stageAt ?? disruption.enteredAt;

const activate = (host: Host, disruption: Disruption): Findings => ({
  actions: [
    ...setStatus(host, disruption, 'ACTIVE', disruption.reason),
    close(host, disruption, `${host.id} takes tasks again`),
  ],
});

const begin = (situation: Situation, host: Host, disruption: Disruption): Findings => {
  const { now, wanted } = situation;
  if (disruption.kind === 'terminate') return { actions: terminate(host, disruption, now, disruption.reason) };
  const group = wanted.spec.groups.find(({ name }) => name === host.group);
  // A group without surge never has more than its count: there the old host goes first.
  const launchesFirst = disruption.kind === 'replace' && group !== undefined && group.count > 0 && group.surge > 0;
  if (!launchesFirst) return { actions: beginDrain(host, disruption, now) };
  return {
    actions: [moveTo(host, disruption, 'launching', now, `${host.id} is replaced: another host is launched first`)],
  };
};

const awaitReplacement = (situation: Situation, host: Host, disruption: Disruption): Findings => {
  const { now, wanted } = situation;
  const group = wanted.spec.groups.find(({ name }) => name === host.group);
  if (group === undefined) return { actions: beginDrain(host, disruption, now) };
  const { hosts, counted } = groupState(situation, group);
  // Others that wait for their replacements still serve.
  const serving = [...counted, ...hosts.filter((one) => one.id !== host.id && one.disruption?.stage === 'launching')];
  const lacking = group.count - serving.filter(({ state }) => state === 'joined').length;
  if (lacking <= 0) return { actions: beginDrain(host, disruption, now) };
  if (now < disruption.deadline)
    return {
      notes: [`${host.id} is replaced once ${lacking} more of ${group.name} ${lacking === 1 ? 'has' : 'have'} joined`],
    };
  const reason = `no replacement of ${host.id} joined in time; it stays`;
  return { actions: [moveTo(host, disruption, 'given-up', now, reason)] };
};

const drain = (situation: Situation, host: Host, disruption: Disruption): Findings => {
  const { now } = situation;
  if (host.state !== 'draining' && host.containerInstance !== undefined)
    return now - since(disruption) < shownWithinMs
      ? { notes: [`${host.id} begins to drain`] }
      : { actions: setStatus(host, disruption, 'DRAINING', disruption.reason) };
  const left = host.tasks > 0 ? host.tasks : tasksOn(host, situation).length;
  if (left === 0) return { actions: emptied(host, disruption, now) };
  if (now >= disruption.deadline) return overdue(situation, host, disruption);
  return { notes: [`${host.id} drains, tasks still on it: ${left}`] };
};

/** As far as they were read: those that still stop too. */
const tasksOn = ({ containerInstance }: Host, { world }: Situation): readonly TaskView[] =>
  world.tasks.filter(({ containerInstanceArn }) => containerInstanceArn === containerInstance?.arn);

const emptied = (host: Host, disruption: Disruption, now: number): readonly Action[] =>
  disruption.kind === 'drain'
    ? [moveTo(host, disruption, 'drained', now, `${host.id} is drained`)]
    : terminate(host, disruption, now, `${host.id} is empty: ${disruption.reason}`);

const overdue = (situation: Situation, host: Host, disruption: Disruption): Findings => {
  const { now, wanted } = situation;
  const forced = wanted.spec.policy.onDrainDeadline === 'force' || disruption.cause === 'cluster-deleted';
  if (!forced) {
    const reason = `${host.id} still had tasks at the deadline of its drain, so the drain is given up`;
    return {
      actions: [moveTo(host, disruption, 'given-up', now, reason), ...setStatus(host, disruption, 'ACTIVE', reason)],
    };
  }
  const reason = `the drain of ${host.id} is forced: its deadline has passed`;
  if (disruption.kind !== 'drain') return { actions: terminate(host, disruption, now, reason) };
  const tasks = tasksOn(host, situation).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  return {
    actions: tasks.map(({ id }) => stopTask(host, disruption, id, reason)),
    notes: [`${host.id} drains by force, tasks still on it: ${host.tasks}`],
  };
};

const resend = ({ now }: Situation, host: Host, disruption: Disruption): Findings => {
  const waited = now - since(disruption);
  if (waited < shownWithinMs) return {};
  return {
    actions: terminate(host, disruption, now, `${host.id} is still there ${Math.round(waited / 1_000)} s after`),
  };
};
