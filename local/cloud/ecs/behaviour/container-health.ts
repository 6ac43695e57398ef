/**
 * Container health checks over time: UNKNOWN until the first result, HEALTHY as soon as a check passes, UNHEALTHY after
 * `retries` failures in a row, of which those in the start period do not count. While the agent is away the status is the
 * "last heard from". What follows from it for a service is the scheduler's business; other tasks go on.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
import type { ContainerDefinition, HealthCheck, HealthStatus } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';
import { failsChecks } from './container-faults.ts';
import { taskIsHealthy } from './deployment-health.ts';
import { whenAgentCan } from './task-steps.ts';

/** The containers have started. */
export const beginChecks = (world: World, task: TaskRecord): void => {
  for (const { name = '', healthCheck } of checked(task))
    if (failsChecks(world, task, name))
      planResult(world, task, name, 'UNHEALTHY', startMs(healthCheck) + failMs(healthCheck));
    else planResult(world, task, name, 'HEALTHY', passMs(healthCheck));
};

/** Something about what makes checks fail has changed: what they find now is known after as many checks as it takes. */
export const checksChange = (world: World, task: TaskRecord): void => {
  for (const { name = '', healthCheck } of checked(task))
    if (failsChecks(world, task, name)) planResult(world, task, name, 'UNHEALTHY', failMs(healthCheck));
    else planResult(world, task, name, 'HEALTHY', passMs(healthCheck));
};

/** Counts only if it is still so when it is known. */
const planResult = (world: World, task: TaskRecord, name: string, status: HealthStatus, ms: number): void => {
  world.clock.after(ms, `container ${name} of task ${task.id} is ${status}`, () => {
    if (failsChecks(world, task, name) === (status === 'UNHEALTHY'))
      whenAgentCan(task, () => setHealth(task, name, status));
  });
};

/** Without an event, and without another version of the task: aws/containers-roadmap#1019 asks for one. */
const setHealth = (task: TaskRecord, name: string, status: HealthStatus): void => {
  const container = task.shown.containers?.find((each) => each.name === name);
  if (task.shown.lastStatus !== 'RUNNING' || container?.lastStatus !== 'RUNNING') return;
  if (container.healthStatus === status) return;
  container.healthStatus = status;
  task.shown.healthStatus = taskHealth(task);
  if (task.shown.healthStatus === 'HEALTHY') taskIsHealthy(task);
  task.service?.wake();
};

/** That of its essential containers with checks, the worst first; UNKNOWN without any. */
const taskHealth = (task: TaskRecord): HealthStatus => {
  const essential = new Set(checked(task).flatMap(({ name, essential: is }) => (is === false ? [] : name)));
  const statuses = (task.shown.containers ?? []).flatMap(({ name, healthStatus }) =>
    essential.has(name) ? healthStatus : [],
  );
  if (statuses.includes('UNHEALTHY')) return 'UNHEALTHY';
  return statuses.length === 0 || statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
};

type Checked = ContainerDefinition & { readonly healthCheck: HealthCheck };

const checked = ({ definition }: TaskRecord): readonly Checked[] =>
  (definition.shown.containerDefinitions ?? []).filter((each): each is Checked => each.healthCheck !== undefined);

const passMs = ({ interval = 30 }: HealthCheck): number => interval * 1_000;
const failMs = (check: HealthCheck): number => passMs(check) * (check.retries ?? 3);
const startMs = ({ startPeriod = 0 }: HealthCheck): number => startPeriod * 1_000;
