/** The stages of a disruption, and what each waits for. Those of hosts that look lost stand in forceful-stages.ts. */
import type { Action } from './action.ts';
import { groupState } from './capacity.ts';
import { isForceful } from './causes.ts';
import { beginDrain, close, deregister, moveTo, setStatus, stopTask, terminate } from './disruptions.ts';
import { forceful } from './forceful-stages.ts';
import { awayMs, isWellAgain, lostAfterMs } from './health.ts';
import type { Host } from './hosts.ts';
import type { Disruption } from './ledger.ts';
import { own } from './own.ts';
import type { Findings } from './rules/rule.ts';
import type { Situation } from './situation.ts';
import type { TaskView } from './snapshot.ts';
import { beginsToDrain, ends, isOutOfSight, isPresent, type Stage, shownWithinMs, since } from './stage.ts';
import { tasksOnHost } from './tasks-by-host.ts';

const givenUpKeptForMs = 30 * 60_000;

export const advance = (stage: Stage): Findings => {
  const { situation, host, disruption } = stage;
  if (!isPresent(host)) {
    const reason = `${host.id} is gone`;
    return { actions: [...deregister(host, disruption, reason), close(host, disruption, reason)] };
  }
  if (disruption.kind === 'activate') return activate(host, disruption);
  if (disruption.stage === 'terminating') return resend(stage);
  if (isOver(host, disruption, situation)) return takesTasksAgain(host, disruption);
  if (isForceful(disruption) && disruption.stage !== 'given-up') return forceful(stage);
  const begins = disruption.stage === 'wanted' || disruption.stage === 'launching';
  if (begins && disruption.kind !== 'terminate' && isOutOfSight(host, situation))
    return { notes: [`${host.id} waits: ECS does not list it just now`] };
  switch (disruption.stage) {
    case 'wanted':
      return begin(situation, host, disruption);
    case 'launching':
      return awaitReplacement(stage);
    case 'draining':
      return drain(stage);
    case 'drained':
      return host.state === 'draining' ? {} : { actions: [close(host, disruption, `${host.id} was activated again`)] };
    case 'given-up':
      return situation.now - since(disruption) < givenUpKeptForMs
        ? {}
        : { actions: [close(host, disruption, `giving up on ${host.id} is forgotten`)] };
  }
};

/** What it was begun for is over by itself. Ours only: what people asked for is carried out. */
const isOver = (host: Host, { cause, stage }: Disruption, { history }: Situation): boolean => {
  if (stage === 'given-up' || stage === 'drained') return false;
  if (cause === 'impaired' || cause === 'agent-away') return isWellAgain(host, history);
  if (cause === 'runtime-impaired')
    return isWellAgain(host, history) && own(history.runtimeImpairedSince, host.id) === undefined;
  return cause === 'scheduled-event' && own(history.scheduled, host.id) === undefined;
};

const takesTasksAgain = (host: Host, disruption: Disruption): Findings => {
  const why =
    disruption.cause === 'scheduled-event'
      ? 'AWS plans nothing for it any more'
      : "its agent is connected, and neither it nor EC2's checks complain";
  const reason = `${host.id} is well again: ${why}`;
  return { actions: [...setStatus(host, disruption, 'ACTIVE', reason), close(host, disruption, reason)] };
};

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

const awaitReplacement = ({ situation, host, disruption, hosts: all }: Stage): Findings => {
  const { now, wanted } = situation;
  const group = wanted.spec.groups.find(({ name }) => name === host.group);
  if (group === undefined) return { actions: beginDrain(host, disruption, now) };
  const { hosts, counted } = groupState(situation, group, [...all.values()]);
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

const drain = (stage: Stage): Findings => {
  const { situation, host, disruption } = stage;
  const { now } = situation;
  // Nothing runs on it, whatever ECS still shows there, and nobody will say so.
  if (host.state === 'stopped') return emptied(stage);
  if (host.state !== 'draining' && host.containerInstance !== undefined) return beginsToDrain(stage);
  if (isOutOfSight(host, situation)) return { notes: [`${host.id} drains, and ECS does not list it just now`] };
  const left = host.tasks > 0 ? host.tasks : tasksOn(host, situation).length;
  if (left === 0) return emptied(stage);
  if (now >= disruption.deadline) return overdue(stage);
  return { notes: [`${host.id} drains, tasks still on it: ${left}`] };
};

/** As far as they were read: those that still stop too. */
const tasksOn = ({ containerInstance }: Host, { world }: Situation): readonly TaskView[] =>
  tasksOnHost(world.tasks, containerInstance?.arn);

const emptied = (stage: Stage): Findings => {
  const { host, disruption, situation } = stage;
  if (disruption.kind === 'drain')
    return { actions: [moveTo(host, disruption, 'drained', situation.now, `${host.id} is drained`)] };
  return ends(stage, `${host.id} is empty: ${disruption.reason}`);
};

/**
 * A runtime that does not answer stops nothing, and an agent that is away never says that a task has stopped: waiting longer
 * would be in vain.
 */
const waitsInVain = (host: Host, disruption: Disruption, { history, now }: Situation): boolean =>
  disruption.kind !== 'drain' && (disruption.cause === 'runtime-impaired' || awayMs(host, history, now) >= lostAfterMs);

const overdue = (stage: Stage): Findings => {
  const { situation, host, disruption } = stage;
  const { now, wanted } = situation;
  const forced = wanted.spec.policy.onDrainDeadline === 'force' || disruption.cause === 'cluster-deleted';
  if (!forced && waitsInVain(host, disruption, situation))
    return ends(stage, `${host.id} can no longer tell that its tasks have stopped, and its deadline has passed`);
  if (!forced) {
    const reason = `${host.id} still had tasks at the deadline of its drain, so the drain is given up`;
    return {
      actions: [moveTo(host, disruption, 'given-up', now, reason), ...setStatus(host, disruption, 'ACTIVE', reason)],
    };
  }
  const reason = `the drain of ${host.id} is forced: its deadline has passed`;
  if (disruption.kind !== 'drain') return ends(stage, reason);
  const tasks = tasksOn(host, situation).filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  return {
    actions: tasks.map(({ id }): Action => stopTask(host, disruption, id, reason)),
    notes: [`${host.id} drains by force, tasks still on it: ${host.tasks}`],
  };
};

const resend = (stage: Stage): Findings => {
  const { situation, host, disruption } = stage;
  const notes = [`${host.id} is being terminated`];
  const waited = situation.now - since(disruption);
  if (waited < shownWithinMs) return { notes };
  const found = ends(stage, `${host.id} is still there ${Math.round(waited / 1_000)} s after`);
  return { ...found, notes: [...notes, ...(found.notes ?? [])] };
};
