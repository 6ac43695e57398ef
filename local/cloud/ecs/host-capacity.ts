/** Container instances as placement sees them, and the accounts of what tasks hold on them. */
import { type HostCapacity, less, more } from '../../../shared/ecs/host.ts';
import type { HostRecord, TaskRecord } from './state.ts';

export const capacityOf = (host: HostRecord): HostCapacity => ({
  id: host.id,
  ec2InstanceId: host.instanceId,
  status: host.status,
  agentConnected: host.agentConnected,
  agentVersion: host.agentVersion,
  registeredAt: host.registeredAt,
  registered: host.registered,
  remaining: host.remaining,
  attributes: host.attributes,
  groups: host.groups,
  // Most of what asks for a host's capacity does not look at its tasks.
  get tasks() {
    return Array.from(host.tasks.live, placed);
  },
});

const placed = ({ shown }: TaskRecord) => ({ group: shown.group ?? '', running: shown.lastStatus === 'RUNNING' });

/** From now until `giveBack` the host has so much less. */
export const hold = (host: HostRecord, task: TaskRecord): void => {
  host.remaining = less(host.remaining, task.requirements);
  count(host, task, 1);
};

export const giveBack = (host: HostRecord, task: TaskRecord): void => {
  host.remaining = more(host.remaining, task.requirements);
  count(host, task, -1);
};

const count = ({ groups }: HostRecord, { shown: { group = '' } }: TaskRecord, by: 1 | -1): void => {
  const tasks = (groups.get(group) ?? 0) + by;
  if (tasks === 0) groups.delete(group);
  else groups.set(group, tasks);
};
