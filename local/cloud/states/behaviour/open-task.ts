import type { Timer } from '../../kernel/clock.ts';
import type { TaskReport } from '../state.ts';
import type { Strand } from './strand.ts';

export interface Opened {
  /** Settled when somebody reports with the token, or when the task has been silent for too long. */
  readonly report: Promise<TaskReport>;
  /** From now on the token is of no use. */
  readonly close: () => void;
}

/**
 * Lets a task be reported by its token. The wait for a heartbeat begins now and with each SendTaskHeartbeat. The token is of
 * no use any more when the task has been reported, is closed, or its strand has ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export const openTask = (strand: Strand, token: string, heartbeatSeconds: number | undefined): Opened => {
  const { clock, states } = strand.run.world;
  let resolve: (report: TaskReport) => void;
  const report = new Promise<TaskReport>((settled) => {
    resolve = settled;
  });
  let silence: Timer | undefined;
  const close = (): void => {
    states.openTasks.delete(token);
    silence?.cancel();
    strand.timers.delete(guard);
  };
  /** Called off with everything else when the strand ends. */
  const guard: Timer = { cancel: close };
  const settle = (how: TaskReport): void => {
    close();
    resolve(how);
  };
  const beat = (): void => {
    silence?.cancel();
    if (heartbeatSeconds !== undefined)
      silence = clock.after(heartbeatSeconds * 1000, 'a heartbeat is missing', () => settle({ status: 'silent' }));
  };
  states.openTasks.set(token, { settle, beat });
  strand.timers.add(guard);
  beat();
  return { report, close };
};
