import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { loseDeadTasks } from './host-goes.ts';
import { roomMayHaveCome } from './task-steps.ts';
import { hostChanged } from './tell.ts';

/** The agent is back on the container instance that it was. What happened while it was away is reported now. */
export const reconnect = (world: World, host: HostRecord): void => {
  loseDeadTasks(world, host);
  host.agentConnected = true;
  hostChanged(world, host);
  for (const task of [...host.tasks.live]) {
    const step = task.heldBack;
    task.heldBack = undefined;
    step?.();
  }
  roomMayHaveCome(host.cluster);
};
