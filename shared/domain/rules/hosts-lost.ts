import type { Action } from '../action.ts';
import { hostsOf } from '../hosts.ts';
import { launchedIds } from '../launched.ts';
import type { Situation } from '../situation.ts';
import type { Rule } from './rule.ts';

/** How long EC2 must not have known an instance before its registration is taken for a left-over. */
const unknownForMs = 60_000;

/**
 * A host that was terminated under us is deregistered at once: ECS does it by itself only for instances that were running
 * and connected. That a host is missing is for the rule that launches.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html
 */
export const hostsLost: Rule = {
  name: 'hosts-lost',
  find(situation) {
    const gone = hostsOf(situation).flatMap((host): Action[] => {
      if (host.state !== 'gone' || host.containerInstance === undefined || host.disruption !== undefined) return [];
      const why = host.instance?.stateReason;
      return [
        deregister(host.containerInstance.arn, host.id, `${host.id} was terminated under us${why ? ` (${why})` : ''}`),
      ];
    });
    return { actions: [...gone, ...leftOver(situation)], remarks: takenAway(situation) };
  },
};

const takenAway = ({ world }: Situation): readonly string[] =>
  (world.disowned ?? []).map((id) => `${id} runs on without our tags, which somebody removed: it is left alone`);

/** Registrations of instances that our ledger launched and that EC2 has forgotten. Others' are never touched. */
const leftOver = (situation: Situation): readonly Action[] => {
  const { world, ledgers, history, now } = situation;
  const launched = launchedIds(ledgers);
  const known = new Set(hostsOf(situation).map(({ id }) => id));
  return world.containerInstances
    .filter(({ arn, instanceId }) => {
      const since = history.withoutInstanceSince[arn];
      return launched.has(instanceId) && !known.has(instanceId) && since !== undefined && now - since >= unknownForMs;
    })
    .map(({ arn, instanceId }) =>
      deregister(arn, instanceId, `${instanceId} is registered, but EC2 no longer knows it`),
    );
};

const deregister = (containerInstance: string, host: string, reason: string): Action => ({
  type: 'deregister',
  containerInstance,
  reason,
  rule: 'hosts-lost',
  subject: host,
  cause: 'automatic',
});
