import { tasksStart, type WishProgress } from '../domain/wish-progress.ts';
import type { EcsTasks } from '../ports/ecs-tasks.ts';
import type { StoppedTasks } from '../ports/stores.ts';

/** Looks at tasks that were placed. One that ECS no longer shows may be among those that we remember. */
export const watchTasks = async (
  cluster: string,
  tasks: readonly string[],
  { ecsTasks, stoppedTasks }: { readonly ecsTasks: EcsTasks; readonly stoppedTasks: StoppedTasks },
): Promise<WishProgress> => {
  const found = await ecsTasks.describe(cluster, tasks);
  const shown = new Set(found.map(({ id }) => id));
  const others = tasks.filter((id) => !shown.has(id));
  const kept = await Promise.all(others.map((id) => stoppedTasks.read(cluster, id)));
  return tasksStart(tasks, [...found, ...kept.filter((task) => task !== undefined)]);
};
