/** Container instances as placement sees them, and the accounts of what tasks hold on them. */
import { type HostCapacity, release, reserve } from '../../../shared/ecs/host.ts';
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
  tasks: Array.from(host.tasks.live, placed),
});

const placed = ({ shown }: TaskRecord) => ({ group: shown.group ?? '', running: shown.lastStatus === 'RUNNING' });

/** From now until `giveBack` the host has so much less. */
export const hold = (host: HostRecord, task: TaskRecord): void => {
  host.remaining = reserve(capacityOf(host), task.requirements, placed(task)).remaining;
};

export const giveBack = (host: HostRecord, task: TaskRecord): void => {
  host.remaining = release(capacityOf(host), task.requirements, placed(task)).remaining;
};
