import { happeningOf } from '../../shared/domain/happening.ts';
import type { TaskView } from '../../shared/domain/snapshot.ts';
import { isTaskOf, taskOf } from '../../shared/domain/task-of-event.ts';
import { event } from '../../shared/lambda/event.ts';
import * as runtime from '../../shared/runtime.ts';
import { type KeepStoppedTaskPorts, keepStoppedTask } from '../../shared/use-cases/keep-stopped-task.ts';

export interface Stopped {
  /** Both are undefined when the event names no task of a cluster of ours. */
  readonly cluster?: string;
  readonly task?: TaskView;
}

/** Called for each task that has stopped: ECS forgets it after an hour, we keep it for 30 days. */
export const taskStopped = async (
  stopped: Stopped,
  _invocation: unknown,
  ports: KeepStoppedTaskPorts = keepingPorts(),
) => {
  const outcome = await keepStoppedTask(stopped, ports);
  if (outcome === 'ignored') runtime.meter().add('EventsIgnored', 1, { Why: 'it is no stopped task of ours' });
  return outcome;
};

const keepingPorts = (): KeepStoppedTaskPorts => ({
  clock: runtime.clock(),
  clusterSpecs: runtime.clusterSpecs(),
  serviceSpecs: runtime.serviceSpecs(),
  stoppedTasks: runtime.stoppedTasks(),
});

export const parse = (raw: unknown, home: { readonly account: string; readonly region: string }): Stopped => {
  const happening = happeningOf(raw, home);
  const task = taskOf(raw);
  if (happening.about !== 'cluster' || task === undefined || !isTaskOf(task, happening.cluster, home)) return {};
  return { cluster: happening.cluster, task };
};

export const handler = event((raw) => parse(raw, runtime.settings()), taskStopped);
