/** The port EcsServices; its reads apart, so that who only reads carries nothing else. */
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServicesCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { ServiceSpec } from '../domain/spec.ts';
import type { CreateService, EcsServiceReads, EcsServices } from '../ports/ecs-services.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf } from './aws-errors.ts';
import { allPages, inBatches } from './batches.ts';
import { clientOf } from './client.ts';
import { constraintsOf, networkOf, strategiesOf } from './ecs-placement.ts';
import { serviceView, tagList } from './ecs-views.ts';

const describeBatch = 10;
const listPage = 100;

export const ecsServiceReads = (around: Surroundings): EcsServiceReads => {
  const ecs = clientOf(ECSClient, around);
  return {
    services: (cluster, names) =>
      asking(
        'ecs',
        async () => {
          const answers = await Promise.all(
            inBatches(names, describeBatch).map((services) =>
              ecs.send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] })),
            ),
          );
          return answers
            .flatMap((answer) => (answer.services ?? []).map(serviceView))
            .filter((service) => service.status !== 'INACTIVE');
        },
        () => [],
      ),

    names: (cluster) =>
      asking(
        'ecs',
        async () => {
          const arns = await allPages(
            (nextToken) =>
              ecs.send(new ListServicesCommand({ cluster, maxResults: listPage, ...(nextToken && { nextToken }) })),
            (page) => page.serviceArns,
            (page) => page.nextToken,
          );
          return arns.map((arn) => arn.split('/').at(-1) ?? '');
        },
        () => [],
      ),
  };
};

export const ecsServices = (around: Surroundings): EcsServices => {
  const ecs = clientOf(ECSClient, around);
  return {
    ...ecsServiceReads(around),

    create: (request) =>
      asking('ecs', async () => {
        await ecs.send(
          new CreateServiceCommand({
            cluster: request.cluster,
            serviceName: request.service,
            clientToken: request.clientToken,
            launchType: 'EC2',
            schedulingStrategy: request.spec.scheduling,
            ...asWished(request),
            tags: tagList(request.tags),
            enableECSManagedTags: true,
            propagateTags: 'SERVICE',
          }),
        );
      }),

    update: (request) =>
      asking('ecs', async () => {
        await ecs.send(
          new UpdateServiceCommand({
            cluster: request.cluster,
            service: request.service,
            forceNewDeployment: request.forceNewDeployment,
            ...asWished(request),
          }),
        );
      }),

    async remove(cluster, service) {
      try {
        await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
      } catch (error) {
        if (codeOf(error) === 'ServiceNotActiveException') return;
        await asking(
          'ecs',
          () => Promise.reject(error),
          () => undefined,
        );
      }
    },
  };
};

/** What creating and updating say alike. ECS refuses a count and strategies for a daemon. */
const asWished = ({ spec, constraints }: Pick<CreateService, 'spec' | 'constraints'>) => ({
  taskDefinition: spec.taskDefinition,
  ...(spec.scheduling === 'REPLICA' && {
    desiredCount: spec.desiredCount,
    placementStrategy: strategiesOf(spec.placement),
  }),
  placementConstraints: constraintsOf(spec.placement, constraints),
  ...networkOf(spec.network),
  deploymentConfiguration: deploymentOf(spec),
});

const deploymentOf = ({ deployment }: ServiceSpec) => ({
  minimumHealthyPercent: deployment.minimumHealthyPercent,
  maximumPercent: deployment.maximumPercent,
  deploymentCircuitBreaker: { enable: deployment.circuitBreaker, rollback: deployment.circuitBreaker },
});
