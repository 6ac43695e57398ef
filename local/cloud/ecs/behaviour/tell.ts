/**
 * The events of ECS. Task and container instance events carry the whole resource with a version that grows with each change;
 * service and deployment events carry none.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */

import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { HostRecord, TaskRecord } from '../state.ts';
import { shownHost } from '../views/host.ts';

const source = 'aws.ecs';

/**
 * A task has changed: its next version, and the event, which leaves health out: "If you need the task health, you can run
 * describe-tasks." https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const taskChanged = (world: World, task: TaskRecord): void => {
  task.shown.version = (task.shown.version ?? 0) + 1;
  const { tags: _, healthStatus: __, attachments = [], containers = [], ...shown } = task.shown;
  emit(world, {
    source,
    detailType: 'ECS Task State Change',
    resources: [task.arn],
    detail: {
      ...shown,
      attachments: attachments.map((attachment) => ({ ...attachment, type: 'eni' })),
      containers: containers.map(({ healthStatus: _, ...container }) => container),
      updatedAt: new Date(world.clock.now()),
    },
  });
};

/** A container instance has changed, its remaining resources included: its next version, and the event. */
export const hostChanged = (world: World, host: HostRecord): void => {
  host.version += 1;
  const { tags: _, ...shown } = shownHost(host, []);
  emit(world, {
    source,
    detailType: 'ECS Container Instance State Change',
    resources: [host.arn],
    detail: { ...shown, clusterArn: host.cluster.arn, updatedAt: new Date(world.clock.now()) },
  });
};

type ServiceEventName =
  | 'SERVICE_STEADY_STATE'
  | 'TASKS_STOPPED'
  | 'SERVICE_DEPLOYMENT_IN_PROGRESS'
  | 'SERVICE_DEPLOYMENT_COMPLETED'
  | 'SERVICE_TASK_START_IMPAIRED'
  | 'SERVICE_TASK_PLACEMENT_FAILURE'
  | 'SERVICE_TASK_CONFIGURATION_FAILURE'
  | 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED'
  | 'SERVICE_REBALANCING_STARTED'
  | 'SERVICE_REBALANCING_COMPLETED'
  | 'SERVICE_REBALANCING_STOPPED'
  | 'TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION';

const severity: Readonly<Record<ServiceEventName, 'INFO' | 'WARN' | 'ERROR'>> = {
  SERVICE_STEADY_STATE: 'INFO',
  TASKS_STOPPED: 'INFO',
  SERVICE_DEPLOYMENT_IN_PROGRESS: 'INFO',
  SERVICE_DEPLOYMENT_COMPLETED: 'INFO',
  SERVICE_TASK_START_IMPAIRED: 'WARN',
  SERVICE_TASK_PLACEMENT_FAILURE: 'ERROR',
  SERVICE_TASK_CONFIGURATION_FAILURE: 'ERROR',
  SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED: 'ERROR',
  SERVICE_REBALANCING_STARTED: 'INFO',
  SERVICE_REBALANCING_COMPLETED: 'INFO',
  SERVICE_REBALANCING_STOPPED: 'INFO',
  TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION: 'INFO',
};

/**
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/track-service-rebalancing.html
 */
export const serviceActed = (
  world: World,
  service: ServiceRecord,
  eventName: ServiceEventName,
  more: { readonly reason?: string; readonly containerInstanceArns?: readonly string[] } = {},
): void =>
  emit(world, {
    source,
    detailType: 'ECS Service Action',
    resources: [service.arn],
    detail: {
      eventType: severity[eventName],
      eventName,
      clusterArn: service.cluster.arn,
      ...more,
      createdAt: new Date(world.clock.now()),
    },
  });

/** The service has stopped running tasks. Newer editions of ecs_service_events list it; its members are not verified. */
export const tasksStopped = (world: World, service: ServiceRecord): void => {
  if (world.knobs.moreServiceActions) serviceActed(world, service, 'TASKS_STOPPED');
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
export const deploymentChanged = (world: World, service: ServiceRecord, deployment: DeploymentRecord): void => {
  const { rolloutState } = deployment;
  if (world.knobs.moreServiceActions && rolloutState !== 'FAILED')
    serviceActed(world, service, `SERVICE_DEPLOYMENT_${rolloutState}`);
  emit(world, {
    source,
    detailType: 'ECS Deployment State Change',
    resources: [service.arn],
    detail: {
      eventType: rolloutState === 'FAILED' ? 'ERROR' : 'INFO',
      eventName: `SERVICE_DEPLOYMENT_${rolloutState}`,
      deploymentId: deployment.id,
      updatedAt: new Date(world.clock.now()),
      reason: deployment.rolloutStateReason,
    },
  });
};
