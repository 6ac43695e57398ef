import type { Cluster, ClusterField } from '@aws-sdk/client-ecs';
import { countTasks } from '../find.ts';
import type { ClusterRecord } from '../state.ts';

/** A cluster as the API shows it. Tags, settings, statistics and configuration only when asked for. */
export const shownCluster = (cluster: ClusterRecord, include: readonly ClusterField[]): Cluster => {
  const tasks = countTasks(cluster.tasks);
  const services = [...cluster.services.values()];
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: cluster.hosts.size - cluster.inactiveHosts.length,
    runningTasksCount: tasks.running,
    pendingTasksCount: tasks.pending,
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    statistics: include.includes('STATISTICS') ? statistics(tasks, services) : [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    ...(include.includes('CONFIGURATIONS') && cluster.configuration !== undefined
      ? { configuration: cluster.configuration }
      : {}),
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  };
};

const statistics = (
  tasks: { readonly running: number; readonly pending: number },
  services: readonly { readonly status: string }[],
) =>
  Object.entries({
    runningEC2TasksCount: tasks.running,
    runningFargateTasksCount: 0,
    pendingEC2TasksCount: tasks.pending,
    pendingFargateTasksCount: 0,
    activeEC2ServiceCount: services.filter(({ status }) => status === 'ACTIVE').length,
    activeFargateServiceCount: 0,
    drainingEC2ServiceCount: services.filter(({ status }) => status === 'DRAINING').length,
    drainingFargateServiceCount: 0,
  }).map(([name, count]) => ({ name, value: String(count) }));
