/** What can go wrong with managed nodes. */
import { ssmAgentOffline } from './ssm-agent-offline.ts';

export const ssmFaults = {
  'ssm-agent-offline': ssmAgentOffline,
} as const;
