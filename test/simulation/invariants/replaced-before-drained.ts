import { groupOf, type Invariant, livingHosts, minuteMs, type Scene } from '../scene.ts';

/** What has just gone may still have been seen. */
const seenWithinMs = 12 * minuteMs;
/** A spec that was replaced counts this much longer. */
const specsCountForMs = 60 * minuteMs;

/** What nobody is in a hurry with. */
const careful = ['requested', 'runtime-impaired', 'scheduled-event', 'quarantined'];

/** Section 6: launch before terminate, where surge allows it. */
export const replacedBeforeDrained: Invariant = {
  name: 'replaced-before-drained',
  promise: 'A host that is replaced is drained when the others are as many as are wanted, where there may be one more.',
  watch: (scene, broken) => {
    const joinedAt = new Map<string, number>();
    const draining = new Set<string>();
    return {
      eachMinute: () => {
        for (const { id } of livingHosts(scene.world)) if (isJoined(scene, id)) joinedAt.set(id, scene.clock.now());
      },
      after: ({ service, operation, at }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        for (const { disruptions, cluster, group } of scene.stored.ledgers.values())
          for (const { host, kind, stage, cause } of disruptions) {
            if (kind !== 'replace' || stage !== 'draining' || draining.has(host)) continue;
            draining.add(host);
            if (!careful.includes(cause)) continue;
            const name = `${cluster}/${group}`;
            const others = [...scene.world.ec2.instances.values()].filter(
              (one) =>
                one.id !== host &&
                groupOf(one) === name &&
                (isJoined(scene, one.id) || at - (joinedAt.get(one.id) ?? Number.NEGATIVE_INFINITY) < seenWithinMs),
            );
            const least = leastWanted(scene, cluster, group, at);
            if (others.length < least)
              broken(`${host} of ${name} is drained while ${others.length} others of ${least} take tasks`);
          }
      },
    };
  },
};

const isJoined = ({ world }: Scene, id: string): boolean =>
  (world.ecs.hostsByInstance.get(id) ?? []).some(({ status, agentConnected }) => status === 'ACTIVE' && agentConnected);

/** None where a host has to go first, because there may be no more than are wanted. */
const leastWanted = ({ stored }: Scene, cluster: string, group: string, at: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const spec of stored.specs) {
    if (spec.name !== cluster) continue;
    const wanted = spec.groups.get(group);
    const count = wanted === undefined || wanted.surge === 0 || spec.deleting ? 0 : wanted.count;
    least = at - spec.at > specsCountForMs ? count : Math.min(least, count);
  }
  return Number.isFinite(least) ? least : 0;
};
