import type { Invariant } from '../scene.ts';

/** ECS notices the end of an instance by itself only where its agent was connected; what is left is ours to clear away. */
export const noGhosts: Invariant = {
  name: 'no-ghosts',
  promise:
    'A host that we launched and that has been terminated does not stay registered: its tasks would count as running.',
  watch: ({ world, wanted, stored }, broken) => {
    const launched = new Set<string>();
    return {
      after: ({ ours, operation, output }) => {
        if (ours && operation === 'RunInstances')
          for (const { InstanceId } of output?.Instances ?? []) launched.add(InstanceId);
      },
      atEnd: () => {
        for (const cluster of world.ecs.clusters.values()) {
          // Without its user data an agent joins the cluster `default`, which is not ours.
          if (!stored.specs.some(({ name }) => name === cluster.name)) continue;
          for (const { instanceId, status } of cluster.hosts.values()) {
            const state = world.ec2.instances.get(instanceId)?.state ?? 'terminated';
            if (cluster.name === wanted.poisoned || !launched.has(instanceId) || status === 'INACTIVE') continue;
            if (state === 'terminated') broken(`${instanceId} is terminated, and still ${status} in ${cluster.name}`);
          }
        }
      },
    };
  },
};
