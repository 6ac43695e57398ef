/** Where a task is kept: in its cluster, on its host, in its family and its service, live or stopped. */

import type { World } from '../../kernel/world.ts';
import { addTo, newTaskSet } from '../find.ts';
import { giveBack, hold } from '../host-capacity.ts';
import type { ClusterRecord, TaskRecord, TaskSet } from '../state.ts';

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

const setsOf = (task: TaskRecord): readonly TaskSet[] => [
  task.cluster.tasks,
  task.host.tasks,
  familyOf(task),
  ...(task.service === undefined ? [] : [task.service.tasks]),
];

const familyOf = ({ cluster, definition }: TaskRecord): TaskSet => {
  const existing = cluster.tasksByFamily.get(definition.family);
  if (existing !== undefined) return existing;
  const tasks = newTaskSet();
  cluster.tasksByFamily.set(definition.family, tasks);
  return tasks;
};

/** The task takes its room on the host and is found from now on. */
export const enter = (task: TaskRecord): void => {
  hold(task.host, task);
  task.cluster.tasksById.set(task.id, task);
  for (const tasks of setsOf(task)) {
    tasks.live.add(task);
    addTo(tasks, task.shown.lastStatus, 1);
  }
};

/** The task has another status: what is counted by it follows. */
export const setStatus = (task: TaskRecord, status: TaskStatus): void => {
  if (task.cluster.tasks.live.has(task))
    for (const tasks of setsOf(task)) {
      addTo(tasks, task.shown.lastStatus, -1);
      addTo(tasks, status, 1);
    }
  task.shown.lastStatus = status;
};

/** The task gives its room back; it stays among the stopped ones. */
export const leave = (world: World, task: TaskRecord): void => {
  giveBack(task.host, task);
  for (const tasks of setsOf(task)) {
    tasks.live.delete(task);
    addTo(tasks, task.shown.lastStatus, -1);
    tasks.stopped.add(task);
  }
  forgetStopped(world, task.cluster);
};

/**
 * Stopped tasks are shown for at least an hour and then forgotten. Called where stopped tasks are read or added, instead of a
 * timer for each. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export const forgetStopped = (world: World, cluster: ClusterRecord): void => {
  const before = world.clock.now() - world.knobs.stoppedTaskVisibleMs;
  for (const task of cluster.tasks.stopped) {
    if ((task.shown.stoppedAt?.getTime() ?? 0) > before) return;
    cluster.tasksById.delete(task.id);
    for (const tasks of setsOf(task)) tasks.stopped.delete(task);
  }
};
