import type { Invariant } from '../scene.ts';

/** Without it ECS refuses as long as a task is left there, and what is left of a dead host stays. */
export const deregisteredByForce: Invariant = {
  name: 'deregistered-by-force',
  promise: 'What is left of a host is removed with the tasks that ECS still counts there.',
  watch: (_scene, broken) => ({
    before: ({ ours, operation, input }) => {
      if (ours && operation === 'DeregisterContainerInstance' && input.force !== true)
        broken(`${input.containerInstance} is deregistered only if it has no tasks`);
    },
  }),
};
