import type { Action } from '../action.ts';
import { type Brake, terminationBrake } from '../brakes.ts';
import { awayMs, isRestartDue, lostAfterMs } from '../health.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import { type Lost, replaceLost, undisturbed } from '../replace-lost.ts';
import type { Situation } from '../situation.ts';
import type { ClusterPolicy } from '../spec.ts';
import { duration } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * ECS does nothing about an agent that stays away: tasks of its host count as running for ever, dead or alive
 * (https://github.com/aws/containers-roadmap/issues/2040). After five minutes it is restarted where SSM reaches the host; after ten
 * the host is replaced. While that takes long, or the brake holds it, the agent is restarted again at growing intervals.
 */
export const agentAway: Rule = {
  name: 'agent-away',
  find(situation) {
    const { history, now, wanted } = situation;
    if (Object.keys(history.agentAwaySince).length === 0) return {};
    const hosts = hostsOf(situation);
    const isLost = (host: Host) => awayMs(host, history, now) >= lostAfterMs;
    const lost = undisturbed(situation, hosts).filter(
      (host) => host.containerInstance?.agentConnected === false && isLost(host),
    );
    const brake = terminationBrake(situation, hosts);
    const groups = new Set(wanted.deleting === undefined ? wanted.spec.groups.map(({ name }) => name) : []);
    const restarted = hosts.filter(
      (host) => groups.has(host.group) && (!lost.includes(host) || brake(host.group).holds) && isDue(host, situation),
    );
    const replaced = replaceLost(
      situation,
      hosts,
      lost.map((host) => asLost(host, situation)),
    );
    const restarts = restarted.map((host) => restart(host, situation, isLost(host) ? brake(host.group) : undefined));
    return { ...replaced, actions: [...restarts, ...(replaced.actions ?? [])] };
  },
};

const isDue = (host: Host, { history, now, world }: Situation): boolean =>
  world.reachable?.includes(host.id) === true && isRestartDue(host, history, now);

/** `brake`: of one that would have been replaced by now. */
const restart = (host: Host, { history, now }: Situation, brake: Brake | undefined): Action => {
  const before = own(history.agentRestartedAt, host.id);
  const again = before === undefined ? '' : ' again';
  return {
    type: 'restart-agent',
    group: host.group,
    host: host.id,
    reason: `the agent of ${host.id} has been away for ${duration(awayMs(host, history, now))}: it is restarted through SSM${again}`,
    rule: 'agent-away',
    subject: host.id,
    cause: 'automatic',
    seen: [
      awaySince(host, history.agentAwaySince, now),
      'SSM says that the host itself is online',
      ...(before === undefined ? [] : [`it was restarted ${duration(now - before)} ago, and has not come back`]),
    ],
    weighed: [
      'waiting longer: agents come and go several times an hour, but are back within minutes',
      brake === undefined
        ? 'replacing the host: a restart leaves its tasks alone; when it does not help, the host is replaced after 10 min'
        : `replacing the host: ${brake.holds ? brake.counted : 'that is under way, and is not needed if the agent comes back'}`,
    ],
  };
};

const asLost = (host: Host, { history, now, wanted, world }: Situation): Lost => {
  const restartedAt = own(history.agentRestartedAt, host.id);
  const status = own(world.statuses ?? {}, host.id);
  return {
    host,
    cause: 'agent-away',
    reason: `the agent of ${host.id} has been away for ${duration(awayMs(host, history, now))}`,
    seen: [
      awaySince(host, history.agentAwaySince, now),
      status === undefined
        ? `EC2 says that the instance is ${host.instance?.state ?? 'not visible'}`
        : `EC2's system status check says ${status.system}, its instance status check ${status.instance}`,
    ],
    weighed: [
      restartedAt === undefined
        ? notRestarted(wanted.spec.policy)
        : `restarting the agent: done ${duration(now - restartedAt)} ago, and it has not come back`,
      'waiting longer: what happens to its tasks is not known, and ECS starts no others in their place',
    ],
  };
};

const notRestarted = ({ healing, paused = false }: ClusterPolicy): string =>
  healing === 'act' && !paused
    ? 'restarting the agent: SSM did not reach the host'
    : 'restarting the agent: not tried, as the policy is to change nothing';

const awaySince = ({ id }: Host, agentAwaySince: Readonly<Record<string, number>>, now: number): string => {
  const since = own(agentAwaySince, id) ?? now;
  return `ECS shows its agent as disconnected since ${new Date(since).toISOString().slice(11, 16)} UTC`;
};
