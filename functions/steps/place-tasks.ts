import { readPlacement } from '../../shared/domain/schemas/step.ts';
import { task } from '../../shared/lambda/task.ts';
import * as runtime from '../../shared/runtime.ts';
import { placeTasks } from '../../shared/use-cases/place-tasks.ts';

/** "Place the tasks": asks ECS for those that are still missing, ten at a time. */
export const handler = task(readPlacement, ({ wish, operation, chunks }) =>
  placeTasks(wish, operation, chunks, {
    clusterSpecs: runtime.clusterSpecs(),
    taskDefinitions: runtime.taskDefinitions(),
    ecsTasks: runtime.ecsTasks(),
    stack: runtime.settings().stack,
  }),
);
