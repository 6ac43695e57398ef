import type { Wish } from '../domain/wish.ts';
import type { TaskDefinitions } from '../ports/task-definitions.ts';
import { resolveTaskDefinition } from './resolve-task-definition.ts';

/** The wish with its task definition as `family:revision`, so that a later registration does not move it. */
export const resolveWish = async (wish: Wish, ports: { readonly taskDefinitions: TaskDefinitions }): Promise<Wish> => {
  if (wish.kind === 'run-task')
    return { ...wish, taskDefinition: await resolveTaskDefinition(wish.taskDefinition, ports) };
  if (wish.kind !== 'deploy-service') return wish;
  const taskDefinition = await resolveTaskDefinition(wish.spec.taskDefinition, ports);
  return { ...wish, spec: { ...wish.spec, taskDefinition } };
};
