import { readExecution } from '../../shared/domain/schemas/step.ts';
import { task } from '../../shared/lambda/task.ts';
import * as runtime from '../../shared/runtime.ts';
import { readWish } from '../../shared/use-cases/read-wish.ts';

/** "Check input": answers with the wish in its normal form, or fails with everything that is wrong and an example. */
export const handler = task(readExecution, (execution) =>
  readWish(execution, {
    clock: runtime.clock(),
    operations: runtime.operations(),
    planner: runtime.planner(),
    clusterSpecs: runtime.clusterSpecs(),
    serviceSpecs: runtime.serviceSpecs(),
    ledgers: runtime.ledgers(),
    histories: runtime.histories(),
    observations: runtime.observations(),
    stoppedTasks: runtime.stoppedTasks(),
    taskDefinitions: runtime.taskDefinitions(),
    ecsClusters: runtime.ecsClusters(),
    ecsServices: runtime.ecsServices(),
    ecsTasks: runtime.ecsTasks(),
    stack: runtime.settings().stack,
  }),
);
