import type { Invariant } from '../scene.ts';

/** F10 and F12, of tasks: a chunk that is asked for again is the same chunk. */
export const runsOnce: Invariant = {
  name: 'runs-once',
  promise: 'An operation that runs tasks never starts more of them than were asked for.',
  watch: (_scene, broken) => {
    const asked = new Map<string, number>();
    const started = new Map<string, Set<string>>();
    return {
      after: ({ service, operation, input, output }) => {
        if (service === 'dynamodb' && operation === 'PutItem' && input.Item?.sk?.S === 'OPERATION') {
          const { id, wish } = JSON.parse(input.Item.body.S);
          if (wish?.kind === 'run-task') asked.set(id, wish.count);
        }
        if (operation !== 'RunTask' || output === undefined) return;
        const tasks = started.get(input.startedBy) ?? new Set();
        started.set(input.startedBy, tasks);
        for (const { taskArn } of output.tasks ?? []) tasks.add(taskArn);
        const most = asked.get(input.startedBy);
        if (most !== undefined && tasks.size > most)
          broken(`the operation ${input.startedBy} has started ${tasks.size} tasks, and ${most} were asked for`);
      },
    };
  },
};
