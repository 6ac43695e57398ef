/**
 * What the scheduler does next for a DAEMON service: one task on each host that is fit for it. Pure.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon
 */

export interface DaemonHost<H, T> {
  readonly host: H;
  /** ACTIVE, and with the attributes and by the constraints that the task needs. */
  readonly fit: boolean;
  /** Tasks of other services are still on it: a daemon is the last to leave. */
  readonly occupied: boolean;
  /** The service's tasks on it that ECS wants running. */
  readonly tasks: readonly DaemonTask<T>[];
  /** One that is being stopped has not left it yet. */
  readonly leaving: boolean;
}
export interface DaemonTask<T> {
  readonly task: T;
  /** Of the PRIMARY deployment, and well. */
  readonly current: boolean;
  readonly running: boolean;
  /** Counts towards the minimum. */
  readonly healthy: boolean;
  /** Protected from being stopped by a deployment. */
  readonly shielded: boolean;
}

export interface DaemonDecision<H, T> {
  readonly desired: number;
  readonly stop: readonly T[];
  readonly startOn: readonly H[];
}

/** A host never has two: in a deployment the old task stops before the new one starts, as far as the percentage allows. */
export const decideDaemons = <H, T>(
  hosts: readonly DaemonHost<H, T>[],
  minimumHealthyPercent: number,
): DaemonDecision<H, T> => {
  const fit = hosts.filter((host) => host.fit);
  const minimum = Math.ceil((fit.length * minimumHealthyPercent) / 100);
  let spare = fit.filter(({ tasks }) => tasks.some(({ healthy }) => healthy)).length - minimum;
  const stop: T[] = [];
  const startOn: H[] = [];
  for (const { host, tasks, occupied, leaving, fit: isFit } of hosts) {
    if (!isFit) {
      if (!occupied) stop.push(...tasks.map(({ task }) => task));
      continue;
    }
    const [first, ...more] = [...tasks].sort((one, other) => Number(other.current) - Number(one.current));
    stop.push(...more.map(({ task }) => task));
    if (first === undefined) {
      if (!leaving) startOn.push(host);
    } else if (!first.current && !first.shielded && maySpare(first, spare)) {
      if (first.healthy) spare -= 1;
      stop.push(first.task);
    }
  }
  return { desired: fit.length, stop, startOn };
};

const maySpare = ({ running, healthy }: DaemonTask<unknown>, spare: number): boolean =>
  !running || spare > 0 || (spare === 0 && !healthy);
