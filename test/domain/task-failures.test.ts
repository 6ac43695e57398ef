import { expect, it } from 'vitest';
import type { TaskView } from '../../shared/domain/snapshot.ts';
import { taskFailures } from '../../shared/domain/task-failures.ts';
import { aTask } from '../support/in-memory-situations.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';
import { aContainerInstance } from '../support/situations.ts';

const host = aContainerInstance({ id: 'i-1' });
const failures = (changes: Partial<TaskView>) => {
  const stopped = { lastStatus: 'STOPPED', stoppedAt: 1_000, group: 'service:web', containerInstanceArn: host.arn };
  return taskFailures([aTask(inMemoryWorld(), 't-1', { ...stopped, ...changes })], [host]);
};
const ended = (exitCode: number) => ({
  stopCode: 'EssentialContainerExited',
  containers: [{ name: 'web', image: 'nginx', lastStatus: 'STOPPED', exitCode, hostPorts: [] }],
});

it.each<{ reason: string; task: Partial<TaskView> }>([
  {
    reason: 'it could not be started',
    task: { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: timeout' },
  },
  { reason: 'a container ended badly', task: ended(1) },
  { reason: 'a container of a service ended at all', task: ended(0) },
  {
    reason: 'a health check failed',
    task: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
  },
])('a task has failed when $reason', ({ task }) => {
  expect(failures(task)).toMatchObject([{ task: 't-1', instanceId: 'i-1', taskDefinition: 'web:1', at: 1_000 }]);
});

it.each<{ reason: string; task: Partial<TaskView> }>([
  { reason: 'people stopped it', task: { ...ended(137), stopCode: 'UserInitiated' } },
  {
    reason: 'its service was scaled in',
    task: {
      ...ended(143),
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
    },
  },
  { reason: 'EC2 took the host back', task: { ...ended(143), stopCode: 'SpotInterruption' } },
  { reason: 'its host was terminated', task: { stoppedReason: 'Host EC2 (instance i-1) terminated.' } },
  { reason: 'it has done what it was for', task: { ...ended(0), group: 'family:batch' } },
  { reason: 'nothing is known', task: {} },
  { reason: 'its host is gone', task: { ...ended(1), containerInstanceArn: 'arn:gone' } },
  { reason: 'it ran on no host', task: { ...ended(1), containerInstanceArn: '' } },
])('a task has not failed when $reason', ({ task }) => {
  expect(failures(task)).toEqual([]);
});
