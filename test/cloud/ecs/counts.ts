/** What ECS says it has, compared with what there is, task by task. */
import type { ClusterRecord, TaskRecord } from '../../../local/cloud/ecs/state.ts';
import { shownCluster } from '../../../local/cloud/ecs/views/cluster.ts';
import { shownHost } from '../../../local/cloud/ecs/views/host.ts';
import { shownService } from '../../../local/cloud/ecs/views/service.ts';
import type { Fleet } from './fleet.ts';

const statusOf = ({ shown }: TaskRecord): 'running' | 'pending' | 'other' => {
  if (shown.lastStatus === 'RUNNING') return 'running';
  return ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(shown.lastStatus ?? '') ? 'pending' : 'other';
};

/** `running/pending` of all tasks, and of each container instance, service and deployment that has any. */
const tally = (tasks: Iterable<TaskRecord>): ((of: unknown) => string) => {
  const counts = new Map<unknown, { running: number; pending: number; other: number }>();
  for (const task of tasks) {
    const status = statusOf(task);
    for (const owner of new Set<unknown>(['all', task.host, task.service, task.deployment?.id])) {
      const own = counts.get(owner) ?? { running: 0, pending: 0, other: 0 };
      own[status] += 1;
      counts.set(owner, own);
    }
  }
  return (of) => `${counts.get(of)?.running ?? 0}/${counts.get(of)?.pending ?? 0}`;
};

/** Clusters, container instances, services, their deployments and revisions: which of them count other tasks than there are. */
export const miscounted = (cluster: ClusterRecord): readonly string[] => {
  const there = tally(cluster.tasksById.values());
  const wrong: string[] = [];
  const compare = (what: string, said: unknown, is: unknown) => {
    if (said !== is) wrong.push(`${what}: ${said} instead of ${is}`);
  };
  const all = shownCluster(cluster, []);
  compare('cluster', `${all.runningTasksCount}/${all.pendingTasksCount}`, there('all'));
  for (const host of cluster.hosts.values()) {
    const { runningTasksCount, pendingTasksCount } = shownHost(host, []);
    compare(`host ${host.id}`, `${runningTasksCount}/${pendingTasksCount}`, there(host));
  }
  for (const service of cluster.services.values()) {
    const { name } = service;
    const { runningCount, pendingCount, desiredCount, deployments = [], ...more } = shownService(service, []);
    compare(`service ${name}`, `${runningCount}/${pendingCount}`, there(service));
    compare(`revisions of ${name}`, more.currentServiceRevisions?.length, deployments.length);
    for (const [index, { id, status, ...counts }] of deployments.entries()) {
      const { requestedTaskCount, runningTaskCount, pendingTaskCount } = more.currentServiceRevisions?.[index] ?? {};
      compare(`deployment ${id}`, `${counts.runningCount}/${counts.pendingCount}`, there(id));
      compare(`revision of ${id}`, `${runningTaskCount}/${pendingTaskCount}`, there(id));
      compare(`revision of ${id} wants`, requestedTaskCount, counts.desiredCount);
      compare(`status of ${id}`, status, index === 0 ? 'PRIMARY' : 'ACTIVE');
      if (index === 0) compare(`${id} wants`, counts.desiredCount, desiredCount);
    }
  }
  return wrong;
};

/** Time passes, and after each event that happens meanwhile something is looked at. */
export const passLooking = async ({ world, time }: Fleet, ms: number, look: () => void): Promise<void> => {
  let over = false;
  world.clock.after(ms, 'enough seen', () => {
    over = true;
  });
  await time.until(
    () => {
      look();
      return over;
    },
    ms,
    'the end',
  );
};
