import { clusterIn, type Invariant } from '../scene.ts';

/** What must have been read before. */
const destroys: Readonly<Record<string, readonly string[]>> = {
  TerminateInstances: ['DescribeInstances', 'ListContainerInstances'],
  DeregisterContainerInstance: ['DescribeInstances', 'ListContainerInstances'],
  DeleteCluster: ['DescribeInstances', 'DescribeClusters'],
};

/** I7. */
export const looksBeforeItActs: Invariant = {
  name: 'looks-before-it-acts',
  promise: 'Nothing is destroyed but on what the same reconcile has read of the cluster.',
  watch: (scene, broken) => ({
    before: (seen) => {
      const needed = destroys[seen.operation];
      if (!seen.ours || needed === undefined) return;
      const cluster = clusterIn(scene, seen);
      const missing = needed.filter((read) => !seen.invocation?.reads.has(`${read} ${cluster}`));
      if (missing.length > 0) broken(`${seen.operation} in ${cluster} without ${missing.join(', ')} before it`);
    },
  }),
};
