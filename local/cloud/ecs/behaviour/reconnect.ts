import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { loseDeadTasks } from './host-goes.ts';
import { connectionBack } from './host-health.ts';
import { letGo, roomMayHaveCome } from './task-steps.ts';
import { hostChanged } from './tell.ts';

/** The agent is back on the container instance that it was. What happened while it was away is reported now. */
export const reconnect = (world: World, host: HostRecord): void => {
  loseDeadTasks(world, host);
  host.agentConnected = true;
  connectionBack(world, host);
  hostChanged(world, host);
  letGo(host);
  roomMayHaveCome(host.cluster);
};
