import { readTasks } from '../../shared/domain/schemas/step.ts';
import { task } from '../../shared/lambda/task.ts';
import * as runtime from '../../shared/runtime.ts';
import { watchTasks } from '../../shared/use-cases/watch-tasks.ts';

/** "Look at the tasks": which of them run, and why one stopped before it did. */
export const handler = task(readTasks, ({ cluster, tasks }) =>
  watchTasks(cluster, tasks, { ecsTasks: runtime.ecsTasks(), stoppedTasks: runtime.stoppedTasks() }),
);
