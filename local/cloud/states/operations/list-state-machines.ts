import type { ListStateMachinesCommandInput, ListStateMachinesCommandOutput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { page } from './pages.ts';

export const listStateMachines: Operation<ListStateMachinesCommandInput, ListStateMachinesCommandOutput> = (
  input,
  { world },
) => {
  const { items, nextToken } = page([...world.states.machines.values()], input);
  const stateMachines = items.map(({ arn, name, createdAt }) => ({
    stateMachineArn: arn,
    name,
    type: 'STANDARD' as const,
    creationDate: new Date(createdAt),
  }));
  return { stateMachines, nextToken };
};
