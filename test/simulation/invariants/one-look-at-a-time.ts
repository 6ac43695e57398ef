import type { Invariant } from '../scene.ts';

/** The queue hands out one message of a group at a time; that is all that keeps two reconciles of a cluster apart. */
export const oneLookAtATime: Invariant = {
  name: 'one-look-at-a-time',
  promise: 'All messages about a cluster are of one group of the queue, and those of another cluster of another one.',
  watch: (_scene, broken) => {
    const groups = new Map<string, string>();
    const clusters = new Map<string, string>();
    return {
      before: ({ ours, operation, input }) => {
        if (!ours || operation !== 'SendMessage') return;
        const { cluster } = JSON.parse(input.MessageBody);
        const group: string = input.MessageGroupId;
        if ((groups.get(cluster) ?? group) !== group) broken(`messages about ${cluster} are handed out side by side`);
        if ((clusters.get(group) ?? cluster) !== cluster)
          broken(`messages about ${cluster} wait for those about ${clusters.get(group)}`);
        groups.set(cluster, group);
        clusters.set(group, cluster);
      },
    };
  },
};
