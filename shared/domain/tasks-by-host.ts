/** The tasks of a host among those that were read, found without going through all of them for each host. */
import type { TaskView } from './snapshot.ts';

/** Kept as long as the reading that it was made of. */
const known = new WeakMap<readonly TaskView[], ReadonlyMap<string | undefined, readonly TaskView[]>>();

export const tasksOnHost = (tasks: readonly TaskView[], containerInstance: string | undefined): readonly TaskView[] => {
  const byHost = known.get(tasks) ?? Map.groupBy(tasks, ({ containerInstanceArn }) => containerInstanceArn);
  known.set(tasks, byHost);
  return byHost.get(containerInstance) ?? [];
};
