import { readLook } from '../../shared/domain/schemas/step.ts';
import { task } from '../../shared/lambda/task.ts';
import * as runtime from '../../shared/runtime.ts';
import { watchWish } from '../../shared/use-cases/watch-wish.ts';

/** "Look at the cluster": how far the wish has come, and what it waits for. */
export const handler = task(readLook, ({ wish, operation, mark }) =>
  watchWish(wish, operation, mark, {
    clock: runtime.clock(),
    clusterSpecs: runtime.clusterSpecs(),
    serviceSpecs: runtime.serviceSpecs(),
    observations: runtime.observations(),
    histories: runtime.histories(),
    ledgers: runtime.ledgers(),
    demands: runtime.demands(),
    stoppedTasks: runtime.stoppedTasks(),
    ecsClusters: runtime.ecsClusters(),
    ecsTasks: runtime.ecsTasks(),
    wake: runtime.wake(),
  }),
);
