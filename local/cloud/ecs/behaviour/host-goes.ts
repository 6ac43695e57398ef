import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { dropSteps } from './task-steps.ts';
import { loseTask } from './task-stops.ts';
import { hostChanged } from './tell.ts';

/**
 * An instance stopped or was terminated: its containers are dead, its agent is gone. ECS notices after a while. It deregisters
 * a container instance whose connected instance was terminated; one that was stopped, or whose agent was away, stays
 * registered. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html
 */
export const hostGoes = (world: World, instanceId: string, how: 'stopped' | 'terminated'): void => {
  world.ecs.agents.get(instanceId)?.attempt?.cancel();
  world.ecs.agents.delete(instanceId);
  for (const cluster of world.ecs.clusters.values())
    for (const host of cluster.hosts.values())
      if (host.instanceId === instanceId && host.status !== 'INACTIVE') goes(world, host, how);
};

const goes = (world: World, host: HostRecord, how: 'stopped' | 'terminated'): void => {
  const wasConnected = host.agentConnected;
  for (const task of host.tasks.live) dropSteps(task);
  if (!wasConnected) return;
  host.agentConnected = false;
  hostChanged(world, host);
  const ms = world.random.between(...world.knobs.noticeTerminationMs);
  host.notice = world.clock.after(ms, `ECS notices that ${host.instanceId} was ${how}`, () => {
    loseDeadTasks(world, host, how);
    if (how === 'terminated') deactivate(world, host);
  });
};

/** ECS learns that the containers of a host have ended with its instance. Without such an end nothing happens. */
export const loseDeadTasks = (world: World, host: HostRecord, how: 'stopped' | 'terminated' = 'stopped'): void => {
  if (host.notice === undefined) return;
  host.notice.cancel();
  host.notice = undefined;
  for (const task of [...host.tasks.live])
    loseTask(world, task, 'TerminationNotice', `Host EC2 (instance ${host.instanceId}) ${how}.`);
};

/** The container instance takes no part in the cluster any more; it can still be described for a while. */
export const deactivate = (world: World, host: HostRecord): void => {
  host.status = 'INACTIVE';
  host.agentConnected = false;
  hostChanged(world, host);
  for (const service of host.cluster.services.values()) service.wake();
};
