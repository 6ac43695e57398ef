/** A Task: a call of another service, and for some the wait until somebody reports how it ended. */
import type { Task } from '../language/definition.ts';
import { StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import type { TaskReport } from '../state.ts';
import { type Opened, openTask } from './open-task.ts';
import { record } from './record.ts';
import { within } from './strand.ts';
import { type TaskCall, type Told, taskCall } from './task-call.ts';
import { badField, bounded, isTooLarge, look, lookFor, tooLarge, type Visit } from './visit.ts';

/** About three years: what AWS uses when a Task says nothing. */
const longestSeconds = 99_999_999;

/** How the task ended, as the service or whoever had the token said. */
type Outcome = TaskReport | { readonly status: 'late' };

/** Resolves with the result of the task; what it does is in the history. Throws StateFailure. */
export const runTask = async (visit: Visit<Task>): Promise<Json> => {
  const { strand, state } = visit;
  const given =
    state.Arguments === undefined ? visit.input : bounded(visit, await look(visit, 'Arguments', state.Arguments));
  const timeoutInSeconds = await seconds(visit, 'TimeoutSeconds', state.TimeoutSeconds);
  const heartbeatInSeconds = await seconds(visit, 'HeartbeatSeconds', state.HeartbeatSeconds);
  const task = taskCall(visit, given);
  tell(visit, task.scheduled({ timeoutInSeconds, heartbeatInSeconds }));
  tell(visit, task.started);
  const open = visit.token === undefined ? undefined : openTask(strand, visit.token, heartbeatInSeconds);
  const outcome = await within(strand, (timeoutInSeconds ?? longestSeconds) * 1000, work(visit, task, open));
  open?.close();
  return settle(visit, task, outcome === 'timed out' ? { status: 'late' } : outcome);
};

/** A silent task is over whether its call has been answered or not. */
const work = async (visit: Visit<Task>, task: TaskCall, open: Opened | undefined): Promise<Outcome> => {
  const called = answered(visit, task, open !== undefined);
  if (open === undefined) return called;
  const silence = open.report.then((report) => (report.status === 'silent' ? report : called));
  const first = await Promise.race([called, silence]);
  return first.status === 'succeeded' ? open.report : first;
};

const answered = async (visit: Visit<Task>, task: TaskCall, goesOn: boolean): Promise<Outcome> => {
  const invoked = await task.call();
  if (invoked.status === 'failed') return invoked;
  const output = task.resultOf(invoked);
  if (isTooLarge(output)) {
    const { error, reason } = tooLarge(task.name);
    return { status: 'failed', error, cause: reason };
  }
  if (goesOn && !visit.strand.ended) tell(visit, task.submitted(JSON.stringify(output)));
  return { status: 'succeeded', output };
};

const settle = (visit: Visit<Task>, task: TaskCall, outcome: Outcome): Json => {
  switch (outcome.status) {
    case 'succeeded':
      tell(visit, task.succeeded(JSON.stringify(outcome.output)));
      return outcome.output;
    case 'failed': {
      const { error, cause } = outcome;
      tell(visit, task.failed({ error, cause }));
      throw new StateFailure(error, cause);
    }
    // A missing heartbeat is recorded as a timeout too, and Retry and Catch know it by both names. As recorded on AWS by
    // LocalStack (timeouts/test_heartbeats.snapshot.json) and documented in concepts-error-handling.html.
    case 'late':
    case 'silent':
      tell(visit, task.timedOut({ error: 'States.Timeout' }));
      throw new StateFailure('States.Timeout', '', outcome.status === 'silent' ? 'States.HeartbeatTimeout' : undefined);
  }
};

const tell = ({ strand }: Visit, [type, details]: Told): void => {
  record(strand, type, details);
};

const seconds = async (visit: Visit<Task>, field: string, template: Json | undefined): Promise<number | undefined> => {
  if (template === undefined) return undefined;
  const value = await lookFor(visit, 'number', field, template);
  if (Number.isInteger(value) && value > 0 && value <= longestSeconds) return value;
  throw badField(visit, field, `The ${field} field must be an integer from 1 to ${longestSeconds}, but was ${value}.`);
};
