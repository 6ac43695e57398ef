import type { Deployment, Service, ServiceField } from '@aws-sdk/client-ecs';
import { countTasks, tallyTasks } from '../find.ts';
import type { DeploymentRecord, ServiceRecord } from '../state.ts';

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
  const own = [...service.tasks.live].filter((task) => task.deployment === deployment);
  const { running, pending } = tallyTasks(own);
  const staying = own.filter(({ shown }) => shown.desiredStatus === 'RUNNING').length;
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.definition.arn,
    // An old deployment wants what it still has.
    desiredCount: deployment.status === 'PRIMARY' ? service.desired : staying,
    runningCount: running,
    pendingCount: pending,
    failedTasks: deployment.failed,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: 'EC2',
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    ...(deployment.network !== undefined && { networkConfiguration: deployment.network }),
  };
};
