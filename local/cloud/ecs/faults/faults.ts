/** What can go wrong with container instances, agents, tasks and images. */
import { agentDisconnect, agentHang, agentStateLost, agentStop } from './agents.ts';
import { containerCrash, taskOutOfMemory } from './container-exits.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { hostFreeze, runtimeImpaired } from './hosts.ts';
import { imageUnpullable } from './image-unpullable.ts';
import { placementOnAnyValidHost } from './placement-on-any-valid-host.ts';

export const ecsFaults = {
  'agent-disconnect': agentDisconnect,
  'agent-hang': agentHang,
  'agent-state-lost': agentStateLost,
  'agent-stop': agentStop,
  'container-crash': containerCrash,
  'container-unhealthy': containerUnhealthy,
  'host-freeze': hostFreeze,
  'image-unpullable': imageUnpullable,
  'placement-on-any-valid-host': placementOnAnyValidHost,
  'runtime-impaired': runtimeImpaired,
  'task-out-of-memory': taskOutOfMemory,
} as const;
