import type { StopContext } from '../domain/diagnosis.ts';
import type { TaskView } from '../domain/snapshot.ts';
import type { ServiceSpecs } from '../ports/stores.ts';

/** What is known now of a task that has just stopped. */
export const stopContext = async (
  cluster: string,
  { group, stopCode }: TaskView,
  { serviceSpecs }: { readonly serviceSpecs: Pick<ServiceSpecs, 'read'> },
): Promise<StopContext> => {
  if (stopCode !== 'ServiceSchedulerInitiated' || !group.startsWith('service:')) return {};
  const stored = await serviceSpecs.read(cluster, group.slice('service:'.length));
  return stored === undefined ? {} : { wanted: stored.spec.taskDefinition };
};
