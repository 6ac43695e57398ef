import type { Action } from '../action.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { ContainerInstanceView } from '../snapshot.ts';
import { duration } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * An agent that lost its data registers its host a second time, and the first registration stays for good, with tasks that count
 * as running: it is deregistered, once the later one is connected.
 */
export const registeredTwice: Rule = {
  name: 'registered-twice',
  find(situation) {
    const { containerInstances } = situation.world;
    const times = new Map<string, number>();
    for (const { instanceId } of containerInstances) times.set(instanceId, (times.get(instanceId) ?? 0) + 1);
    if (times.size === containerInstances.length) return {};
    const twice = new Map(
      hostsOf(situation).flatMap((host) => ((times.get(host.id) ?? 0) > 1 ? [[host.id, host] as const] : [])),
    );
    return {
      actions: containerInstances.flatMap((registration) => {
        const host = twice.get(registration.instanceId);
        return host !== undefined && isDead(registration, host) ? [deregister(registration, host, situation.now)] : [];
      }),
    };
  },
};

const isDead = ({ arn, agentConnected, registeredAt }: ContainerInstanceView, { state, containerInstance }: Host) =>
  state !== 'gone' &&
  !agentConnected &&
  containerInstance !== undefined &&
  containerInstance.arn !== arn &&
  containerInstance.agentConnected &&
  containerInstance.registeredAt > registeredAt;

const deregister = (dead: ContainerInstanceView, host: Host, now: number): Action => ({
  type: 'deregister',
  containerInstance: dead.arn,
  reason: `${host.id} is registered twice: the older registration, whose agent is gone, is removed`,
  rule: 'registered-twice',
  subject: host.id,
  cause: 'automatic',
  seen: [
    `the older one was made ${duration(now - dead.registeredAt)} ago, its agent is away, and it shows ${dead.runningTasks} tasks`,
    `the newer one was made ${duration(now - (host.containerInstance?.registeredAt ?? now))} ago, and its agent is connected`,
  ],
  weighed: ['replacing the host: it is well, and takes tasks by its newer registration'],
});
