/** Looks how far a wish has come. Reads our own records, and ECS only where these do not know. */

import { hostChange } from '../domain/host-progress.ts';
import type { Wish } from '../domain/wish.ts';
import {
  clusterDeletion,
  deployment,
  provisioning,
  serviceDeletion,
  taskStop,
  type WishProgress,
  type WrittenMark,
} from '../domain/wish-progress.ts';
import type { Clock } from '../ports/clock.ts';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { EcsTasks } from '../ports/ecs-tasks.ts';
import type {
  ClusterSpecs,
  Demands,
  Histories,
  Ledgers,
  Observations,
  ServiceSpecs,
  StoppedTasks,
} from '../ports/stores.ts';
import type { Wake } from '../ports/wake.ts';

export interface WatchPorts {
  readonly clock: Clock;
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly observations: Observations;
  readonly histories: Histories;
  readonly ledgers: Ledgers;
  readonly demands: Demands;
  readonly stoppedTasks: StoppedTasks;
  readonly ecsClusters: EcsClusters;
  readonly ecsTasks: EcsTasks;
  readonly wake: Wake;
}

/** The sweep looks every minute; while somebody waits, it is asked for more often. */
const freshForMs = 15_000;

export const watchWish = async (
  wish: Wish,
  operation: string,
  mark: WrittenMark,
  ports: WatchPorts,
): Promise<WishProgress> => {
  const { cluster } = wish;
  const observation = await ports.observations.read(cluster);
  const seen = await progressOf(wish, operation, mark, observation, ports);
  const now = ports.clock.now();
  const stale = now - (observation?.startedAt ?? 0) > freshForMs;
  if (stale && !seen.settled && seen.failed === undefined)
    await ports.wake.wake({ cluster, cause: `${operation} is waited for`, sentAt: now });
  return seen;
};

type Observed = Awaited<ReturnType<Observations['read']>>;

const progressOf = async (
  wish: Wish,
  operation: string,
  mark: WrittenMark,
  observation: Observed,
  ports: WatchPorts,
): Promise<WishProgress> => {
  const { cluster } = wish;
  switch (wish.kind) {
    case 'provision-cluster': {
      const [stored, history] = await Promise.all([ports.clusterSpecs.read(cluster), ports.histories.read(cluster)]);
      return provisioning(stored, observation, history, mark);
    }
    case 'delete-cluster':
      return clusterDeletion(await ports.clusterSpecs.read(cluster), observation, mark);
    case 'deploy-service':
      return deployment(await ports.serviceSpecs.read(cluster, wish.service), observation, mark);
    case 'delete-service':
      return serviceDeletion(await ports.serviceSpecs.read(cluster, wish.service), observation, mark);
    case 'replace-host':
    case 'change-host': {
      const { host } = wish;
      const [ledgers, hosts] = await Promise.all([
        ports.ledgers.list(cluster),
        ports.ecsClusters.containerInstances(cluster),
      ]);
      const registered = hosts.find(({ instanceId }) => instanceId === host);
      const change = wish.kind === 'replace-host' ? 'replace' : wish.change;
      return hostChange(change, { host, operation, ledgers, registered, observation }, mark);
    }
    case 'stop-task': {
      const [found] = await ports.ecsTasks.describe(cluster, [wish.task]);
      const kept = found === undefined ? await ports.stoppedTasks.read(cluster, wish.task) : undefined;
      const demands = await ports.demands.list(cluster);
      return taskStop(
        wish.task,
        found,
        kept,
        demands.some(({ task }) => task === wish.task),
      );
    }
    case 'run-task':
      throw new Error('tasks that are run are watched by watch-tasks');
  }
};
