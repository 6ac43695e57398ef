import type { Task } from '@aws-sdk/client-ecs';

/**
 * A task as RunTask and StartTask answer with it: nobody has heard of its agent and its health yet, where DescribeTasks shows
 * both from the beginning. Read from the examples of
 * https://docs.aws.amazon.com/cli/latest/reference/ecs/run-task.html and https://docs.aws.amazon.com/cli/latest/reference/ecs/start-task.html
 */
export const shownWhenStarted = ({ connectivity: _, connectivityAt: __, healthStatus: ___, ...task }: Task): Task => ({
  ...task,
  containers: (task.containers ?? []).map(({ healthStatus: _, ...container }) => container),
});
