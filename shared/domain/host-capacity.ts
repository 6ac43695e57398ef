/** A host as ECS's placement sees it, from what ECS shows of it and of its tasks. */
import type { HostCapacity } from '../ecs/host.ts';
import type { ContainerInstanceView, TaskView } from './snapshot.ts';
import { tasksOnHost } from './tasks-by-host.ts';

/**
 * `tasks` are those of all hosts; `interfaces` is how many network interfaces its tasks can have, where that is known and
 * limited.
 */
export const capacityOf = (
  one: ContainerInstanceView,
  tasks: readonly TaskView[],
  interfaces: number | undefined,
): HostCapacity => {
  const own = tasksOnHost(tasks, one.arn);
  const taken = own.filter(({ networkInterface }) => networkInterface !== undefined).length;
  return {
    id: one.instanceId,
    ec2InstanceId: one.instanceId,
    status: one.status,
    agentConnected: one.agentConnected,
    registeredAt: one.registeredAt,
    registered: one.registered,
    remaining: { ...one.remaining, ...(interfaces !== undefined && { enis: interfaces - taken }) },
    attributes: one.attributes,
    tasks: own.map(({ group, lastStatus }) => ({ group, running: lastStatus === 'RUNNING' })),
  };
};
