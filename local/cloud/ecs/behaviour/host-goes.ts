import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { connectionLost } from './host-health.ts';
import { forgetInactive, hostsOn, retireHost } from './host-records.ts';
import { dropSteps } from './task-steps.ts';
import { loseTask } from './task-stops.ts';
import { hostChanged } from './tell.ts';
import { wakeServices } from './wake-services.ts';

/**
 * An instance stopped or was terminated: its containers are dead, its agent is gone. ECS notices after a while. It deregisters
 * a container instance whose connected instance was terminated; one that was stopped, or whose agent was away, stays
 * registered. The reasons of its tasks are those seen in the field; that a stop has the stop code of a termination is a guess.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html
 */
export const hostGoes = (world: World, instanceId: string, how: 'stopped' | 'terminated'): void => {
  world.ecs.agents.get(instanceId)?.attempt?.cancel();
  world.ecs.agents.delete(instanceId);
  for (const frozen of world.ecs.freezes) frozen.delete(instanceId);
  world.ecs.orphans.delete(instanceId);
  for (const host of hostsOn(world, instanceId)) goes(world, host, how);
};

const goes = (world: World, host: HostRecord, how: 'stopped' | 'terminated'): void => {
  for (const task of host.tasks.live) dropSteps(task);
  host.ended = how;
  if (!host.agentConnected) return;
  host.agentConnected = false;
  connectionLost(world, host);
  hostChanged(world, host);
  const ms = world.random.between(...world.knobs.noticeTerminationMs);
  host.notice = world.clock.after(ms, `ECS notices that ${host.instanceId} was ${how}`, () => {
    loseDeadTasks(world, host);
    if (how === 'terminated') deactivate(world, host);
  });
};

/** ECS learns that the containers of a host have ended with its instance. Without such an end nothing happens. */
export const loseDeadTasks = (world: World, host: HostRecord): void => {
  host.notice?.cancel();
  host.notice = undefined;
  if (host.ended === undefined) return;
  const reason = `Host EC2 (instance ${host.instanceId}) ${host.ended}.`;
  host.ended = undefined;
  for (const task of [...host.tasks.live]) loseTask(world, task, 'TerminationNotice', reason);
};

/** The container instance takes no part in the cluster any more. */
export const deactivate = (world: World, host: HostRecord): void => {
  forgetInactive(world, host.cluster);
  retireHost(world, host);
  hostChanged(world, host);
  wakeServices(world, host);
};
