import type { Deployment, Service, ServiceField } from '@aws-sdk/client-ecs';
import { countsNow } from '../behaviour/service-history.ts';
import { countTasks } from '../find.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';

/** A service as the API shows it. Tags only when asked for. */
export const shownService = (service: ServiceRecord, include: readonly ServiceField[]): Service => {
  const { running, pending } = countTasks(service.tasks);
  const [primary] = service.deployments;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desired,
    runningCount: running,
    pendingCount: pending,
    launchType: 'EC2',
    ...(primary !== undefined && { taskDefinition: primary.definition.arn }),
    deploymentConfiguration: service.configuration,
    deploymentController: { type: 'ECS' },
    ...(service.current !== undefined && { currentServiceDeployment: service.current.arn }),
    currentServiceRevisions: service.deployments.map((deployment) => ({
      arn: deployment.revision.arn,
      ...countsNow(service, deployment),
    })),
    deployments: service.deployments.map((deployment) => shownDeployment(service, deployment)),
    events: [...service.events],
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    placementConstraints: [...service.constraints],
    placementStrategy: [...service.strategies],
    ...(primary?.network !== undefined && { networkConfiguration: primary.network }),
    schedulingStrategy: service.scheduling,
    enableECSManagedTags: service.managedTags,
    propagateTags: service.propagateTags,
    enableExecuteCommand: service.executeCommand,
    availabilityZoneRebalancing: service.zoneRebalancing,
    tags: include.includes('TAGS') ? service.tags : [],
  };
};

const shownDeployment = (service: ServiceRecord, deployment: DeploymentRecord): Deployment => {
  const counts = countsNow(service, deployment);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.definition.arn,
    desiredCount: counts.requestedTaskCount,
    runningCount: counts.runningTaskCount,
    pendingCount: counts.pendingTaskCount,
    failedTasks: deployment.failed,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: 'EC2',
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    ...(deployment.network !== undefined && { networkConfiguration: deployment.network }),
  };
};
