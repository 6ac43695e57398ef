/**
 * Hosts that are lost, or look so: another is launched at once, ECS places nothing more on them, and they are terminated as soon
 * as that costs nothing more. They take no slots; what was only inferred obeys the brake.
 */
import { byHand } from './brakes.ts';
import { type GroupState, groupState } from './capacity.ts';
import { isReplaced } from './causes.ts';
import { beginDrain, close, setStatus } from './disruptions.ts';
import { isSick } from './health.ts';
import type { Host } from './hosts.ts';
import { own } from './own.ts';
import type { Findings } from './rules/rule.ts';
import type { Situation } from './situation.ts';
import { beginsToDrain, ends, isOutOfSight, type Stage } from './stage.ts';
import { tasksOnHost } from './tasks-by-host.ts';
import { counted } from './words.ts';

/** So many definite refusals, and a host that EC2 calls impaired goes before there is another one. */
const mostRefusals = 3;

export const forceful = (stage: Stage): Findings => {
  const { situation, host, disruption, brake } = stage;
  if (disruption.cause === 'spot-interruption') return interrupted(stage);
  if (disruption.stage !== 'draining') {
    const { holds, counted: why } = brake(host.group);
    if (!holds) return { actions: beginDrain(host, disruption, situation.now) };
    return { notes: [`${host.id} would be drained, but ${why}; ${byHand}`] };
  }
  if (host.state === 'stopped') return ends(stage, `${disruption.reason}; it is stopped by now, so nothing runs on it`);
  if (host.state !== 'draining' && host.containerInstance !== undefined) return beginsToDrain(stage);
  if (isOutOfSight(host, situation)) return { notes: [`${host.id} drains, and ECS does not list it just now`] };
  if (!isSick(host, situation))
    return { notes: [`${host.id} looked lost, and is read once more before it is terminated`] };
  return mayGo(stage);
};

const mayGo = (stage: Stage): Findings => {
  const { situation, host, disruption, hosts } = stage;
  const { now, wanted } = situation;
  const spec = wanted.spec.groups.find(({ name }) => name === host.group);
  const overdue = now >= disruption.deadline;
  const why = disruption.reason;
  // A group without surge has no room for another host beside this one.
  if (spec === undefined || spec.count === 0 || spec.surge === 0) return ends(stage, why);
  const group = groupState(situation, spec, [...hosts.values()]);
  if (lacks(group, host) > 0) {
    const refused = refusalsSince(group, disruption.enteredAt);
    const goesFirst = refused >= mostRefusals && (disruption.cause === 'impaired' || overdue);
    if (goesFirst) return ends(stage, `${why}; ${refused} launches in its place were refused, so it goes first`);
    return { notes: [`${host.id} is terminated once a host in its place has joined`] };
  }
  if (isLetGo(host, situation) && runsElsewhere(situation, hosts))
    return ends(stage, `${why}; its replacement has joined, and its tasks run elsewhere or have ended`);
  if (overdue) return ends(stage, `${why}; its replacement has joined, and its tasks had their time to move`);
  return { notes: [`${host.id} is terminated once its tasks run elsewhere, at the latest at its deadline`] };
};

/** How many hosts have to join before this one has been replaced; each of the others needs one, too. */
const lacks = ({ spec, counted: hosts, hosts: all }: GroupState, host: Host): number => {
  const inPlace = all.filter(
    ({ id, disruption, state }) =>
      id !== host.id &&
      state !== 'gone' &&
      disruption !== undefined &&
      isReplaced(disruption) &&
      (disruption.stage === 'launching' || disruption.stage === 'draining'),
  ).length;
  return spec.count - hosts.filter(({ state }) => state === 'joined').length - inPlace;
};

const refusalsSince = ({ ledger }: GroupState, at: number): number => {
  const since = ledger.launches.filter(({ enteredAt }) => enteredAt >= at);
  return since.some(({ state }) => state !== 'failed') ? 0 : since.length;
};

/**
 * Nothing on it is meant to run any more: ECS has told its tasks to stop, as it does when it has others, or they have ended.
 * Those of no service stay until the deadline, as they may run still.
 */
const isLetGo = ({ tasks, containerInstance }: Host, { world }: Situation): boolean =>
  tasks === 0 ||
  tasksOnHost(world.tasks, containerInstance?.arn).every(({ desiredStatus }) => desiredStatus !== 'RUNNING');

/**
 * As far as can be seen: on hosts that answer there are as many tasks as the services want, and none is about to start. Tasks of
 * a host whose agent is away count as running in ECS for ever, and never report that they have stopped:
 * https://github.com/aws/containers-roadmap/issues/2040
 */
const runsElsewhere = ({ world }: Situation, hosts: ReadonlyMap<string, Host>): boolean => {
  const active = world.services.filter(({ status }) => status === 'ACTIVE');
  if (active.some(({ pending }) => pending > 0)) return false;
  const [wanted, daemons] = [
    active.filter(({ scheduling }) => scheduling === 'REPLICA').reduce((sum, { desired }) => sum + desired, 0),
    active.filter(({ scheduling }) => scheduling === 'DAEMON').reduce((sum, { running }) => sum + running, 0),
  ];
  const answering = world.containerInstances.filter(
    ({ instanceId, status, agentConnected }) =>
      status === 'ACTIVE' && agentConnected && hosts.get(instanceId)?.disruption === undefined,
  );
  const running = answering.reduce((sum, { runningTasks }) => sum + runningTasks, 0);
  return running - daemons >= wanted;
};

/** AWS takes it back by itself two minutes after its notice. One that it leaves to us goes when its tasks had their time. */
const interrupted = (stage: Stage): Findings => {
  const { situation, host, disruption } = stage;
  const { now, history } = situation;
  if (disruption.stage !== 'draining') return { actions: beginDrain(host, disruption, now) };
  if (host.state !== 'draining' && host.state !== 'stopped' && host.containerInstance !== undefined)
    return beginsToDrain(stage);
  if (now < disruption.deadline)
    return { notes: [`${host.id} is taken back by EC2, with ${counted(host.tasks, 'task')} still on it`] };
  if (own(history.interruptedSince, host.id) !== undefined || host.state === 'stopped')
    return ends(stage, `${disruption.reason}, and has not taken it: it is terminated`);
  const reason = `EC2 does not take ${host.id} back after all`;
  return { actions: [...setStatus(host, disruption, 'ACTIVE', reason), close(host, disruption, reason)] };
};
