/** How a task moves from status to status: one step at a time, each a new version and an event. */
import type { World } from '../../kernel/world.ts';
import type { ClusterRecord, HostRecord, TaskRecord } from '../state.ts';
import { setStatus, type TaskStatus } from './task-records.ts';
import { taskChanged } from './tell.ts';

/** Whether the agent can start and stop containers on a host, and report what they do. */
const canAct = ({ agentConnected, runtime }: HostRecord): boolean => agentConnected && runtime.status !== 'IMPAIRED';

/**
 * Takes the next step in so many milliseconds; it replaces a step that was already planned. Steps are taken and reported by the
 * agent: while that cannot act nothing moves, and what is due happens when it can again.
 */
export const planStep = (world: World, task: TaskRecord, ms: number, what: string, step: () => void): void => {
  task.next?.cancel();
  task.heldBack = undefined;
  task.next = world.clock.after(ms, `task ${task.id}: ${what}`, () => {
    task.next = undefined;
    whenAgentCan(task, step);
  });
};

/** Now, or after whatever else waits for the agent. */
export const whenAgentCan = (task: TaskRecord, act: () => void): void => {
  const before = task.heldBack;
  if (canAct(task.host)) act();
  else
    task.heldBack = () => {
      before?.();
      act();
    };
};

/** What was due on the host while its agent could not act happens now. */
export const letGo = (host: HostRecord): void => {
  for (const task of canAct(host) ? [...host.tasks.live] : []) {
    const step = task.heldBack;
    task.heldBack = undefined;
    step?.();
  }
};

/** The task will move no further by itself. */
export const dropSteps = (task: TaskRecord): void => {
  task.next?.cancel();
  task.next = undefined;
  task.heldBack = undefined;
};

export const moveTo = (world: World, task: TaskRecord, status: TaskStatus): void => {
  setStatus(task, status);
  taskChanged(world, task);
  task.service?.wake();
};

/** There may be room in the cluster now, for services that found none. */
export const roomMayHaveCome = (cluster: ClusterRecord): void => {
  for (const service of [...cluster.waiting]) service.roomCame();
};

/** Daemons are the last to leave a host that drains: they look again with each task that has left. */
export const wakeDaemonsOn = (host: HostRecord): void => {
  for (const { service } of host.tasks.live) if (service?.scheduling === 'DAEMON') service.wake();
};

export const isAwsvpc = (task: TaskRecord): boolean => task.definition.shown.networkMode === 'awsvpc';
