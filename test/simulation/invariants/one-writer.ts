import type { Invariant } from '../scene.ts';

/** What others than the reconcile may do: tasks are run by the workflow, definitions are registered by the API. */
const others = new Set([
  'StepsPlaceTasks RunTask',
  'ApiTaskDefinitions RegisterTaskDefinition',
  'ApiTaskDefinitions DeregisterTaskDefinition',
]);

export const oneWriter: Invariant = {
  name: 'one-writer',
  promise: 'Only the reconcile changes clusters, hosts and services.',
  watch: (_scene, broken) => ({
    before: ({ ours, changes, role, operation, service }) => {
      if (ours && changes && role !== 'OnReconcileDue' && !others.has(`${role} ${operation}`))
        broken(`${role} calls ${service}:${operation}`);
    },
  }),
};
