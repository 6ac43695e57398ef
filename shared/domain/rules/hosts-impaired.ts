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
    if (statuses === undefined || Object.keys(situation.history.impaired).length === 0) return {};
    const hosts = hostsOf(situation);
    const lost = undisturbed(situation, hosts).flatMap((host) => impaired(host, situation));
    return replaceLost(situation, hosts, lost);
  },
};

const impaired = (host: Host, situation: Situation): readonly Lost[] => {
  const { now, world, history } = situation;
  const status = own(world.statuses ?? {}, host.id);
  const forMs = impairedMs(host, situation);
  if (status === undefined || forMs === undefined) return [];
  const checks = (['system', 'instance'] as const).filter((check) => status[check] === 'impaired');
  if (checks.length === 0 || forMs < impairedAfterMs || now - host.launchedAt <= bootsForMs) return [];
  const which = `${checks.join(' and ')} status ${checks.length === 1 ? 'check' : 'checks'}`;
  const firstSeen = duration(now - (own(history.impaired, host.id)?.since ?? now));
  return [
    {
      host,
      cause: 'impaired',
      reason: `EC2's ${which} of ${host.id} has failed for ${duration(forMs)}`,
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
