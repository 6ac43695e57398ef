import { runtimeImpairedAfterMs } from '../health.ts';
import { hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import { undisturbed } from '../replace-lost.ts';
import { beginVoluntary, type Voluntary } from '../voluntary.ts';
import { duration } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * The agent says that its container runtime does not answer: what runs goes on, nothing is started or stopped. The host is
 * replaced, but there is no hurry.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html
 */
export const runtimeImpaired: Rule = {
  name: 'runtime-impaired',
  find(situation) {
    const { history, now } = situation;
    if (Object.keys(history.runtimeImpairedSince).length === 0) return {};
    const hosts = hostsOf(situation);
    const found = undisturbed(situation, hosts).flatMap((host): readonly Voluntary[] => {
      const forMs = now - (own(history.runtimeImpairedSince, host.id) ?? now);
      const { runtime, agentConnected } = host.containerInstance ?? {};
      if (forMs < runtimeImpairedAfterMs || runtime !== 'IMPAIRED' || agentConnected !== true) return [];
      return [
        {
          host,
          cause: 'runtime-impaired',
          kind: 'replace',
          reason: `the container runtime of ${host.id} has not answered for ${duration(forMs)}`,
          seen: [`ECS shows CONTAINER_RUNTIME as IMPAIRED, and the agent of ${host.id} as connected`],
          weighed: [
            'restarting the agent: it answers, only the runtime under it does not',
            'terminating at once: the tasks that run on it go on, so another host is launched first',
          ],
        },
      ];
    });
    return beginVoluntary(situation, hosts, found);
  },
};
