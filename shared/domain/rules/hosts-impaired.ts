import { bootsForMs, impairedAfterMs, impairedMs } from '../health.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import { type Lost, replaceLost, undisturbed } from '../replace-lost.ts';
import type { Situation } from '../situation.ts';
import { duration } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * A host whose status checks fail for two minutes, in two readings of which this is one, is replaced. Hosts are launched with
 * automatic recovery disabled, so that one healer owns them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
 */
export const hostsImpaired: Rule = {
  name: 'hosts-impaired',
  find(situation) {
    const { statuses } = situation.world;
    if (Object.keys(situation.history.impaired).length === 0) return {};
    const hosts = hostsOf(situation);
    const lost = undisturbed(situation, hosts).flatMap((host) => impaired(host, situation));
    const found = replaceLost(situation, hosts, lost);
    if (statuses !== undefined) return found;
    // Nothing is done on what was read before; what holds is still said, so that it is not told anew after each look without it.
    return found.notes === undefined ? {} : { notes: found.notes };
  },
};

const notRead = { system: 'not read', instance: 'not read' } as const;

const impaired = (host: Host, situation: Situation): readonly Lost[] => {
  const { now, world, history } = situation;
  const status = world.statuses === undefined ? notRead : own(world.statuses, host.id);
  const forMs = impairedMs(host, situation);
  if (status === undefined || forMs === undefined) return [];
  const fails = status.system === 'impaired' || status.instance === 'impaired' || status === notRead;
  if (!fails || forMs < impairedAfterMs || now - host.launchedAt <= bootsForMs) return [];
  const firstSeen = duration(now - (own(history.impaired, host.id)?.since ?? now));
  return [
    {
      host,
      cause: 'impaired',
      reason: `EC2 has found ${host.id} impaired for ${duration(forMs)}`,
      seen: [
        `EC2's system status check says ${status.system}, its instance status check ${status.instance}`,
        `it was read twice or more, first ${firstSeen} ago, and the host has been up for ${duration(now - host.launchedAt)}`,
      ],
      weighed: [
        'waiting longer: checks that fail for 2 min in two readings seldom pass again by themselves',
        'a reboot: it mends neither the hardware nor the network under the host',
      ],
    },
  ];
};
