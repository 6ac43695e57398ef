/** A task as the API shows it, with the reason it stopped. */
import { type Diagnosis, diagnose, type StopContext } from './diagnosis.ts';
import type { TaskView } from './snapshot.ts';

export interface TaskReport extends Omit<TaskView, 'createdAt' | 'startedAt' | 'stoppedAt'> {
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  /** Only of stopped tasks. */
  readonly diagnosis?: Diagnosis;
}

/** `known` is the diagnosis that was made when it stopped, where there is one: more was known then. */
export const taskReport = (
  { createdAt, startedAt, stoppedAt, ...task }: TaskView,
  context: StopContext = {},
  known?: Diagnosis,
): TaskReport => ({
  ...task,
  createdAt: timestamp(createdAt),
  ...(startedAt !== undefined && { startedAt: timestamp(startedAt) }),
  ...(stoppedAt !== undefined && { stoppedAt: timestamp(stoppedAt) }),
  ...(task.lastStatus === 'STOPPED' && { diagnosis: known ?? diagnose(task, context) }),
});

const timestamp = (ms: number): string => new Date(ms).toISOString();
