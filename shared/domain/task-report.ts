/** A task as the API shows it, with the reason it stopped in words for people. */
import type { TaskView } from './snapshot.ts';

export interface TaskReport extends Omit<TaskView, 'createdAt' | 'startedAt' | 'stoppedAt'> {
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  /** Why it stopped, in one sentence; only of stopped tasks. */
  readonly diagnosis?: string;
}

export const taskReport = ({ createdAt, startedAt, stoppedAt, ...task }: TaskView): TaskReport => ({
  ...task,
  createdAt: timestamp(createdAt),
  ...(startedAt !== undefined && { startedAt: timestamp(startedAt) }),
  ...(stoppedAt !== undefined && { stoppedAt: timestamp(stoppedAt) }),
  ...(task.lastStatus === 'STOPPED' && { diagnosis: diagnosis(task) }),
});

const timestamp = (ms: number): string => new Date(ms).toISOString();

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
const meanings: Readonly<Record<string, string>> = {
  TaskFailedToStart: 'It could not be started',
  EssentialContainerExited: 'A container that it cannot do without has ended',
  UserInitiated: 'Somebody asked for it to be stopped',
  ServiceSchedulerInitiated: 'Its service stopped it',
  SpotInterruption: 'Its spot host was taken back',
  TerminationNotice: 'Its host was about to go',
};

/** https://docs.docker.com/reference/cli/docker/container/run/#exit-status, and 128 + n for signal n. */
const exitCodes: Readonly<Record<number, string>> = {
  125: 'Docker could not run it',
  126: 'its command cannot be executed',
  127: 'its command was not found',
  137: 'killed, often for using more memory than it may',
  139: 'it crashed with a segmentation fault',
  143: 'ended as asked with SIGTERM',
};

const diagnosis = (task: Pick<TaskView, 'stopCode' | 'stoppedReason' | 'containers'>): string => {
  const meaning = meanings[task.stopCode ?? ''] ?? 'It has stopped';
  const reason = task.stoppedReason === undefined ? '' : `: ${task.stoppedReason.replace(/\.$/, '')}`;
  const containers = task.containers.flatMap(({ name, exitCode, reason }) => {
    const words = [
      ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
      ...(exitCode === undefined || exitCodes[exitCode] === undefined ? [] : [exitCodes[exitCode]]),
      ...(reason === undefined ? [] : [reason]),
    ];
    return words.length === 0 ? [] : [`${name}: ${words.join(', ')}`];
  });
  return `${[`${meaning}${reason}`, ...containers].join('. ')}.`;
};
