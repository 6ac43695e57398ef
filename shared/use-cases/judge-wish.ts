/** Judges a whole wish as the API judges a request: throws when it cannot be, before anything is written. */
import type { Wish } from '../domain/wish.ts';
import type { EcsServices } from '../ports/ecs-services.ts';
import type { EcsTasks } from '../ports/ecs-tasks.ts';
import type { ServiceSpecs, StoppedTasks } from '../ports/stores.ts';
import type { TaskDefinitions } from '../ports/task-definitions.ts';
import type { Verdict } from './asked-change.ts';
import { deleteCluster, openCluster, provisionCluster } from './change-cluster.ts';
import { changeHost, replaceHost } from './change-host.ts';
import { deleteService, judgeDeployment } from './change-service.ts';
import { stopTask } from './change-task.ts';
import type { ReadHostsPorts } from './read-hosts.ts';

export type JudgePorts = ReadHostsPorts & {
  readonly serviceSpecs: ServiceSpecs;
  readonly ecsServices: EcsServices;
  readonly ecsTasks: EcsTasks;
  readonly stoppedTasks: StoppedTasks;
  readonly taskDefinitions: TaskDefinitions;
};

export const judgeWish = async (wish: Wish, ports: JudgePorts): Promise<Verdict> => {
  switch (wish.kind) {
    case 'provision-cluster':
      return provisionCluster({ ...wish, expected: wish.expectedGeneration }, ports).judge(wish);
    case 'delete-cluster':
      return deleteCluster({ ...wish, expected: wish.expectedGeneration }, ports).judge(wish);
    case 'deploy-service':
      await openCluster(wish.cluster, ports);
      return judgeDeployment(wish, wish.expectedGeneration, ports);
    case 'delete-service':
      return deleteService({ ...wish, expected: wish.expectedGeneration }, ports).judge(wish);
    case 'replace-host':
      return replaceHost(wish, ports).judge(wish);
    case 'change-host':
      return changeHost(wish, wish.change, ports).judge(wish);
    case 'stop-task':
      return stopTask(wish, ports).judge(wish);
    case 'run-task':
      await openCluster(wish.cluster, ports);
      return { status: 'changes' };
  }
};
