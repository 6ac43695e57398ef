/**
 * What the scheduler does next for a REPLICA service. Pure: counts and tasks in, tasks to stop and a number to start out.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */

/** A task of the service that ECS wants running. */
export interface ReplicaTask {
  /** Of the PRIMARY deployment. */
  readonly current: boolean;
  /** Its host is DRAINING. */
  readonly draining: boolean;
  /** As opposed to on its way up. */
  readonly running: boolean;
}

export interface ReplicaSituation<T extends ReplicaTask> {
  readonly desired: number;
  /** Running tasks of the desired count: at least so many percent, rounded up. */
  readonly minimumHealthyPercent: number;
  /** Running and pending tasks of the desired count: at most so many percent, rounded down. */
  readonly maximumPercent: number;
  readonly tasks: readonly T[];
  /** The one of these that goes first. */
  readonly choose: (tasks: readonly T[]) => T | undefined;
}

export interface ReplicaDecision<T> {
  readonly stop: readonly T[];
  readonly start: number;
  /** Tasks are to be replaced, and the percentages allow neither a stop nor a start. */
  readonly stuck: boolean;
}

export const decideReplicas = <T extends ReplicaTask>(situation: ReplicaSituation<T>): ReplicaDecision<T> => {
  const { desired, tasks } = situation;
  const minimum = Math.ceil((desired * situation.minimumHealthyPercent) / 100);
  const maximum = Math.floor((desired * situation.maximumPercent) / 100);
  const wanted = tasks.filter(({ current, draining }) => current && !draining);
  const unwanted = tasks.filter((task) => !wanted.includes(task));

  const excess = chosen(situation, [notRunning(wanted), running(wanted)], wanted.length - desired);
  // Pending tasks serve nobody yet: on draining hosts and of old deployments they are stopped at once.
  const pending = notRunning(unwanted);
  const spare = running(tasks).length - running(excess).length - minimum;
  const leaving = running(unwanted);
  const replaced = chosen(
    situation,
    [leaving.filter(({ draining }) => draining), leaving.filter(({ draining }) => !draining)],
    Math.min(spare, leaving.length),
  );
  const stop = [...excess, ...pending, ...replaced];

  const missing = desired - (wanted.length - excess.length);
  const room = maximum - (tasks.length - stop.length);
  const start = Math.max(0, Math.min(missing, room));
  const waiting = notRunning(wanted).length > 0;
  return { stop, start, stuck: leaving.length > 0 && stop.length === 0 && start === 0 && !waiting };
};

const running = <T extends ReplicaTask>(tasks: readonly T[]): readonly T[] => tasks.filter((task) => task.running);
const notRunning = <T extends ReplicaTask>(tasks: readonly T[]): readonly T[] => tasks.filter((task) => !task.running);

/** So many tasks, from the first list as long as it has some, then from the next. */
const chosen = <T extends ReplicaTask>(
  { choose }: ReplicaSituation<T>,
  lists: readonly (readonly T[])[],
  count: number,
): readonly T[] => {
  const picked: T[] = [];
  for (const list of lists) {
    let left = list;
    while (picked.length < count && left.length > 0) {
      const next = choose(left);
      if (next === undefined) break;
      picked.push(next);
      left = left.filter((task) => task !== next);
    }
  }
  return picked;
};
