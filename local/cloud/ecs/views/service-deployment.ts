import type { ServiceDeployment, ServiceDeploymentBrief, ServiceRevision } from '@aws-sdk/client-ecs';
import { breakerThreshold } from '../behaviour/rollback.ts';
import { countsOf, isOngoing } from '../behaviour/service-history.ts';
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRevisionRecord } from '../service-state.ts';

export const shownServiceDeployment = (record: ServiceDeploymentRecord): ServiceDeployment => {
  const { service, deployment, configuration, rollback } = record;
  const summary = (each: DeploymentRecord) => ({ arn: each.revision.arn, ...countsOf(record, each) });
  return {
    serviceDeploymentArn: record.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    createdAt: new Date(record.createdAt),
    ...dates(record),
    ...(record.stoppedAt !== undefined && { stoppedAt: new Date(record.stoppedAt) }),
    updatedAt: new Date(record.updatedAt),
    sourceServiceRevisions: record.sources.map(summary),
    targetServiceRevision: summary(deployment),
    status: record.status,
    ...(record.statusReason !== undefined && { statusReason: record.statusReason }),
    deploymentConfiguration: configuration,
    ...(rollback !== undefined && {
      rollback: {
        reason: rollback.reason,
        startedAt: new Date(rollback.startedAt),
        serviceRevisionArn: rollback.to.revision.arn,
      },
    }),
    deploymentCircuitBreaker: {
      status: monitoring(record),
      failureCount: deployment.failed,
      threshold: breakerThreshold(service.desired, configuration),
    },
    alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
  };
};

const monitoring = (record: ServiceDeploymentRecord) => {
  if (record.configuration.deploymentCircuitBreaker?.enable !== true) return 'DISABLED';
  if (record.triggered) return 'TRIGGERED';
  return isOngoing(record) ? 'MONITORING' : 'MONITORING_COMPLETE';
};

const dates = ({ startedAt, finishedAt }: ServiceDeploymentRecord) => ({
  ...(startedAt !== undefined && { startedAt: new Date(startedAt) }),
  ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt) }),
});

export const shownServiceDeploymentBrief = (record: ServiceDeploymentRecord): ServiceDeploymentBrief => ({
  serviceDeploymentArn: record.arn,
  serviceArn: record.service.arn,
  clusterArn: record.service.cluster.arn,
  ...dates(record),
  createdAt: new Date(record.createdAt),
  targetServiceRevisionArn: record.deployment.revision.arn,
  status: record.status,
  ...(record.statusReason !== undefined && { statusReason: record.statusReason }),
});

export const shownServiceRevision = (revision: ServiceRevisionRecord): ServiceRevision => ({
  serviceRevisionArn: revision.arn,
  serviceArn: revision.service.arn,
  clusterArn: revision.service.cluster.arn,
  taskDefinition: revision.definition.arn,
  launchType: 'EC2',
  loadBalancers: [],
  serviceRegistries: [],
  ...(revision.network !== undefined && { networkConfiguration: revision.network }),
  containerImages: (revision.definition.shown.containerDefinitions ?? []).map(({ name, image }) => {
    const imageDigest = revision.digests.get(name ?? '');
    return { containerName: name, image, ...(imageDigest !== undefined && { imageDigest }) };
  }),
  guardDutyEnabled: false,
  createdAt: new Date(revision.createdAt),
});
