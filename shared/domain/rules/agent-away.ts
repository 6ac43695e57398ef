import type { Action } from '../action.ts';
import { awayMs, lostAfterMs, suspectAfterMs } from '../health.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import { type Lost, replaceLost, undisturbed } from '../replace-lost.ts';
import type { Situation } from '../situation.ts';
import { duration } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * ECS does nothing about an agent that stays away: tasks of its host count as running for ever, dead or alive
 * (https://github.com/aws/containers-roadmap/issues/2040). After five minutes it is restarted, once in each absence, where SSM
 * reaches the host; after ten the host is replaced.
 */
export const agentAway: Rule = {
  name: 'agent-away',
  find(situation) {
    const { history, now } = situation;
    if (Object.keys(history.agentAwaySince).length === 0) return {};
    const hosts = hostsOf(situation);
    const away = undisturbed(situation, hosts).filter(
      (host) => host.containerInstance?.agentConnected === false && awayMs(host, history, now) >= suspectAfterMs,
    );
    const lost = away.filter((host) => awayMs(host, history, now) >= lostAfterMs);
    const restarted = away.filter((host) => !lost.includes(host)).flatMap((host) => restart(host, situation));
    const replaced = replaceLost(
      situation,
      hosts,
      lost.map((host) => asLost(host, situation)),
    );
    return { ...replaced, actions: [...restarted, ...(replaced.actions ?? [])] };
  },
};

const restart = (host: Host, { history, now, world }: Situation): readonly Action[] => {
  const isReachable = world.reachable?.includes(host.id) === true;
  if (!isReachable || own(history.agentRestartedAt, host.id) !== undefined) return [];
  return [
    {
      type: 'restart-agent',
      group: host.group,
      host: host.id,
      reason: `the agent of ${host.id} is away for ${duration(awayMs(host, history, now))}: it is restarted through SSM`,
      rule: 'agent-away',
      subject: host.id,
      cause: 'automatic',
      seen: [awaySince(host, history.agentAwaySince, now), 'SSM says that the host itself is online'],
      weighed: [
        'waiting longer: agents come and go several times an hour, but are back within minutes',
        'replacing the host: a restart leaves its tasks alone; when it does not help, the host is replaced after 10 min',
      ],
    },
  ];
};

const asLost = (host: Host, { history, now, world }: Situation): Lost => {
  const restartedAt = own(history.agentRestartedAt, host.id);
  const status = own(world.statuses ?? {}, host.id);
  return {
    host,
    cause: 'agent-away',
    reason: `the agent of ${host.id} is away for ${duration(awayMs(host, history, now))}`,
    seen: [
      awaySince(host, history.agentAwaySince, now),
      status === undefined
        ? `EC2 says that the instance is ${host.instance?.state ?? 'not visible'}`
        : `EC2's system status check says ${status.system}, its instance status check ${status.instance}`,
    ],
    weighed: [
      restartedAt === undefined
        ? 'restarting the agent: SSM did not reach the host'
        : `restarting the agent: done ${duration(now - restartedAt)} ago, and it has not come back`,
      'waiting longer: what happens to its tasks is not known, and ECS starts no others in their place',
    ],
  };
};

const awaySince = ({ id }: Host, agentAwaySince: Readonly<Record<string, number>>, now: number): string => {
  const since = own(agentAwaySince, id) ?? now;
  return `ECS shows its agent as disconnected since ${new Date(since).toISOString().slice(11, 16)} UTC`;
};
