/** What can go wrong with container instances, agents, tasks and images. */
import { agentDisconnect } from './agent-disconnect.ts';

export const ecsFaults = {
  'agent-disconnect': agentDisconnect,
} as const;
