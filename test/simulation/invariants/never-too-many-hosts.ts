import { groupOf, type Invariant, livingHosts, minuteMs, type Scene } from '../scene.ts';

/** A reconcile takes no longer: what it enters may go by a spec that has just been replaced. */
const reconcileMs = minuteMs;
/** Somebody started it again past us; we must have had the time to see that. */
const seenWithinMs = 12 * minuteMs;

/** I1. Looked at after each launch: pending and running hosts of the group, those being replaced included. */
export const neverTooManyHosts: Invariant = {
  name: 'never-too-many-hosts',
  promise: 'A launch never makes more living hosts than count + surge of the group.',
  watch: (scene, broken) => {
    const firstStart = new Map<string, number>();
    return {
      after: ({ ours, operation, output, input, at }) => {
        if (operation !== 'RunInstances' || output === undefined) return;
        for (const { InstanceId } of output.Instances)
          if (!firstStart.has(InstanceId))
            firstStart.set(InstanceId, scene.world.ec2.instances.get(InstanceId)?.launchedAt ?? at);
        const launched = scene.world.ec2.instances.get(output.Instances[0]?.InstanceId);
        if (!ours || launched === undefined) return;
        const group = groupOf(launched);
        const living = livingHosts(scene.world).filter(
          (one) =>
            groupOf(one) === group &&
            !(one.launchedAt > (firstStart.get(one.id) ?? 0) && at - one.launchedAt < seenWithinMs),
        );
        const most = mostOf(scene, group, (scene.stored.enteredAt.get(input.ClientToken) ?? at) - reconcileMs);
        if (living.length > most) broken(`${group} has ${living.length} living hosts, and ${most} at most are wanted`);
      },
    };
  },
};

/** By the specs that were valid at some time since then. */
const mostOf = ({ stored }: Scene, group: string, since: number): number => {
  const [cluster = '', name = ''] = group.split('/');
  let most = 0;
  for (const { at, name: of, groups } of stored.specs) {
    if (of !== cluster) continue;
    const { count = 0, surge = 0 } = groups.get(name) ?? {};
    most = at <= since ? count + surge : Math.max(most, count + surge);
  }
  return most;
};
