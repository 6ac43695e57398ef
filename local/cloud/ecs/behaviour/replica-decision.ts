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
  /** Counts towards the minimum: it runs, and has proven itself. */
  readonly healthy: boolean;
  /** Its health checks have failed: it is to be replaced. */
  readonly ill: boolean;
  /** Protected from being stopped. */
  readonly shielded: boolean;
}

export interface ReplicaSituation<T extends ReplicaTask> {
  readonly desired: number;
  /** Tasks beyond the desired count that are kept for the moment. */
  readonly extra: number;
  /** Healthy tasks of the desired count: at least so many percent, rounded up. */
  readonly minimumHealthyPercent: number;
  /** Running and pending tasks of the desired count: at most so many percent, rounded down. */
  readonly maximumPercent: number;
  readonly tasks: readonly T[];
  /** So many of these, as far as there are, in the light of those that it chose before. */
  readonly choose: (tasks: readonly T[], count: number) => readonly T[];
}

export interface ReplicaDecision<T> {
  readonly stop: readonly T[];
  readonly start: number;
  /** Tasks are to be replaced, and the percentages allow neither a stop nor a start. */
  readonly stuck: boolean;
  /** So many would be stopped if they were not protected. */
  readonly shielded: number;
}

export const decideReplicas = <T extends ReplicaTask>(situation: ReplicaSituation<T>): ReplicaDecision<T> => {
  const { desired, extra, tasks } = situation;
  const { minimum, maximum } = bounds(situation);
  const wanted = tasks.filter(isWanted);
  const unwanted = tasks.filter((task) => !isWanted(task));
  const tooMany = Math.max(0, wanted.length - desired - extra);
  const excess = chosen(situation, [stoppable(notRunning(wanted)), stoppable(running(wanted))], tooMany);
  // Pending tasks serve nobody yet: on draining hosts and of old deployments they are stopped at once.
  const pending = stoppable(notRunning(unwanted));
  const leaving = stoppable(running(unwanted));
  const missing = desired + extra - (wanted.length - excess.length);
  const roomLeft = maximum - (tasks.length - excess.length - pending.length);
  const spare = healthy(tasks).length - healthy(excess).length - minimum;
  // Of unhealthy tasks, which count for nothing, one goes to make room where no replacement could be started beside it.
  const blocked = spare < 0 && missing > 0 && roomLeft <= 0;
  const illOnes = leaving.filter(({ ill }) => ill);
  const replaced = spare < 0 ? illOnes.slice(0, blocked ? 1 : 0) : spared(situation, leaving, spare);
  const stop = [...excess, ...pending, ...replaced];

  const start = Math.max(0, Math.min(missing, roomLeft + replaced.length));
  const waiting = wanted.some((task) => !task.healthy);
  return {
    stop,
    start,
    stuck: leaving.length > 0 && stop.length === 0 && start === 0 && !waiting,
    shielded: unwanted.filter((task) => task.shielded).length + tooMany - excess.length,
  };
};

/** Those that count for nothing, and of those that do as many as the minimum spares: from DRAINING hosts first. */
const spared = <T extends ReplicaTask>(situation: ReplicaSituation<T>, leaving: Tasks<T>, spare: number): Tasks<T> => [
  ...leaving.filter((task) => !task.healthy),
  ...chosen(
    situation,
    [healthy(leaving).filter(({ draining }) => draining), healthy(leaving).filter(({ draining }) => !draining)],
    spare,
  ),
];

const isWanted = ({ current, draining, ill }: ReplicaTask): boolean => current && !draining && !ill;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
export const bounds = ({
  desired,
  minimumHealthyPercent,
  maximumPercent,
}: Pick<ReplicaSituation<ReplicaTask>, 'desired' | 'minimumHealthyPercent' | 'maximumPercent'>): {
  readonly minimum: number;
  readonly maximum: number;
} => ({
  minimum: Math.ceil((desired * minimumHealthyPercent) / 100),
  maximum: Math.floor((desired * maximumPercent) / 100),
});

type Tasks<T> = readonly T[];
const running = <T extends ReplicaTask>(tasks: Tasks<T>): Tasks<T> => tasks.filter((task) => task.running);
const notRunning = <T extends ReplicaTask>(tasks: Tasks<T>): Tasks<T> => tasks.filter((task) => !task.running);
const healthy = <T extends ReplicaTask>(tasks: Tasks<T>): Tasks<T> => tasks.filter((task) => task.healthy);
const stoppable = <T extends ReplicaTask>(tasks: Tasks<T>): Tasks<T> => tasks.filter((task) => !task.shielded);

/** So many tasks, from the first list as long as it has some, then from the next. */
const chosen = <T extends ReplicaTask>(
  { choose }: ReplicaSituation<T>,
  lists: readonly Tasks<T>[],
  count: number,
): Tasks<T> => {
  const picked: T[] = [];
  for (const list of lists)
    if (picked.length < count && list.length > 0) picked.push(...choose(list, count - picked.length));
  return picked;
};
