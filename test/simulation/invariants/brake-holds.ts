import type { Ec2Instance } from '../../../local/cloud/ec2/state.ts';
import { groupOf, type Invariant, livingHosts, minuteMs, type Scene } from '../scene.ts';

/** Concluded, not seen to be gone. */
const inferred = ['impaired', 'agent-away', 'runtime-impaired', 'quarantined', 'deregistered'];
/** So long that nobody can have missed it: suspected after 5 minutes, with a look each minute, some of them late. */
const certainlyUnhealthyMs = 12 * minuteMs;

/** I5. By the world itself, when a disruption is entered and again when its host is terminated. */
export const brakeHolds: Invariant = {
  name: 'brake-holds',
  promise:
    'Where more than a fifth of a group or 45 % of the region are unhealthy, nothing is terminated by inference.',
  watch: (scene, broken) => {
    const held = new Map<string, string>();
    return {
      after: ({ service, operation }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        for (const { disruptions } of scene.stored.ledgers.values())
          for (const { host, cause } of disruptions) {
            const key = `${host} ${cause}`;
            if (!inferred.includes(cause) || held.has(key)) continue;
            held.set(key, whatHolds(scene, host) ?? '');
          }
      },
      before: ({ ours, operation, input }) => {
        if (!ours || operation !== 'TerminateInstances') return;
        for (const host of input.InstanceIds as readonly string[])
          for (const { disruptions } of scene.stored.ledgers.values())
            for (const entry of disruptions) {
              if (entry.host !== host || !inferred.includes(entry.cause) || held.get(`${host} ${entry.cause}`) === '')
                continue;
              const why = whatHolds(scene, host);
              if (why !== undefined) broken(`${host} is terminated as ${entry.cause}, while ${why}`);
            }
      },
    };
  },
};

/** Why nothing may be terminated by inference beside this host; undefined: it may. */
export const whatHolds = (scene: Scene, host: string): string | undefined => {
  const instance = scene.world.ec2.instances.get(host);
  if (instance === undefined) return undefined;
  const hosts = livingHosts(scene.world).filter(({ id }) => (scene.world.ecs.hostsByInstance.get(id) ?? []).length > 0);
  const ofGroup = hosts.filter((one) => groupOf(one) === groupOf(instance));
  return tooMany(scene, ofGroup, 20, groupOf(instance)) ?? tooMany(scene, hosts, 45, 'the region');
};

const tooMany = (scene: Scene, hosts: readonly Ec2Instance[], percent: number, where: string): string | undefined => {
  const unhealthy = hosts.filter((one) => isUnhealthy(scene, one));
  const allowed = Math.max(1, Math.ceil((hosts.length * percent) / 100));
  return unhealthy.length > allowed
    ? `${unhealthy.length} of ${hosts.length} hosts of ${where} are unhealthy`
    : undefined;
};

export const isUnhealthy = ({ world, clock }: Scene, { id, impairments }: Ec2Instance): boolean => {
  const longAgo = clock.now() - certainlyUnhealthyMs;
  const registrations = world.ecs.hostsByInstance.get(id) ?? [];
  const away = registrations.every(
    ({ agentConnected, away: since }) => !agentConnected && (since?.since ?? clock.now()) <= longAgo,
  );
  const newest = registrations.at(-1);
  const broken = newest?.runtime.status === 'IMPAIRED' && newest.runtime.since <= longAgo;
  return away || broken || [...impairments].some(({ since }) => since <= longAgo);
};
