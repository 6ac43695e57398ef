import { readSubmission } from '../../shared/domain/schemas/step.ts';
import { task } from '../../shared/lambda/task.ts';
import * as runtime from '../../shared/runtime.ts';
import { submitWish } from '../../shared/use-cases/submit-wish.ts';

/** "Write the wish": what the API may have done already, so it recognises its own write; then the writer is woken. */
export const handler = task(readSubmission, ({ wish, operation, requestedAt }) =>
  submitWish(wish, operation, requestedAt, {
    clock: runtime.clock(),
    clusterSpecs: runtime.clusterSpecs(),
    serviceSpecs: runtime.serviceSpecs(),
    ledgers: runtime.ledgers(),
    demands: runtime.demands(),
    observations: runtime.observations(),
    graves: runtime.graves(),
    wake: runtime.wake(),
  }),
);
