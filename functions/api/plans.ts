import { AppError } from '../../shared/domain/errors.ts';
import { event } from '../../shared/lambda/event.ts';
import type { PlanQuestion, PlanReply } from '../../shared/ports/planner.ts';
import * as runtime from '../../shared/runtime.ts';
import { type CheckWishPorts, checkWish } from '../../shared/use-cases/check-wish.ts';
import { planWish } from '../../shared/use-cases/plan-wish.ts';
import type { ReadingPorts } from '../../shared/use-cases/reconcile-ports.ts';

/** Called by the other API functions: what would a wish lead to, and can it be at all? Changes nothing. */
export const plans = async (
  { ask, wish }: PlanQuestion,
  ports: ReadingPorts & CheckWishPorts = readingPorts(),
): Promise<PlanReply<unknown>> => {
  try {
    return { status: 'answered', answer: await (ask === 'plan' ? planWish(wish, ports) : checkWish(wish, ports)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { status: 'refused', code: error.code, message: error.message, details: error.details };
  }
};

const readingPorts = (): ReadingPorts & CheckWishPorts => ({
  clock: runtime.clock(),
  settings: runtime.settings(),
  fleet: runtime.fleet(),
  clusters: runtime.ecsClusters(),
  tasks: runtime.ecsTaskReads(),
  services: runtime.ecsServiceReads(),
  taskDefinitions: runtime.taskDefinitions(),
  parameters: runtime.parameters(),
  clusterSpecs: runtime.clusterSpecs(),
  serviceSpecs: runtime.serviceSpecs(),
  ledgers: runtime.ledgers(),
  demands: runtime.demands(),
  memories: runtime.memories(),
  observations: runtime.observations(),
  graves: runtime.graves(),
  agents: runtime.agents(),
  stoppedTasks: runtime.stoppedTasks(),
  regionHealth: runtime.regionHealth(),
});

/** Only our own functions may invoke it, and they have checked the wish. */
export const handler = event(
  (raw) => raw as PlanQuestion,
  (question) => plans(question),
);
