import type { CreateServiceCommandInput, CreateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { serviceArn } from '../../../../shared/ecs/arns.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { beginDeployment } from '../behaviour/deployments.ts';
import { roomCame } from '../behaviour/placement-pauses.ts';
import { planLook, wakeService } from '../behaviour/service-scheduler.ts';
import { canonical } from '../canonical.ts';
import { clusterOf, newTaskSet, runnableTaskDefinition } from '../find.ts';
import { checkNetwork } from '../network-rules.ts';
import { checkedConfiguration, checkNewService } from '../service-rules.ts';
import type { ServiceRecord } from '../service-state.ts';
import { checkedTags } from '../tag-rules.ts';
import { shownService } from '../views/service.ts';
import { zoneRebalancing } from '../zone-rebalancing.ts';

/**
 * A service of that name that is there already: the same request answers with it, another one is refused; one that is still
 * draining must be waited for. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export const createService: Operation<CreateServiceCommandInput, CreateServiceCommandOutput> = (
  input,
  { world, caller },
) => {
  const cluster = clusterOf(world, input.cluster);
  checkNewService(input);
  const { serviceName: name = '', schedulingStrategy: scheduling = 'REPLICA' } = input;
  const definition = runnableTaskDefinition(world, input.taskDefinition);
  checkNetwork(world, definition, input.networkConfiguration);
  const configuration = checkedConfiguration(world.knobs, scheduling, input.deploymentConfiguration);
  const { placementConstraints: constraints = [], placementStrategy: strategies = [] } = input;
  const rebalancing = zoneRebalancing(
    { scheduling, strategies, constraints, configuration },
    input.availabilityZoneRebalancing,
  );
  const tags = checkedTags(input.tags);
  const request = requestOf(input);
  const existing = cluster.services.get(name);
  if (existing?.status === 'DRAINING')
    throw new AwsError('InvalidParameterException', 'Unable to Start a service that is still Draining.');
  if (existing?.status === 'ACTIVE') {
    if (existing.request === request) return { service: shownService(existing, ['TAGS']) };
    throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.');
  }

  const service: ServiceRecord = {
    name,
    arn: serviceArn(world, cluster.name, name),
    cluster,
    scheduling,
    createdAt: world.clock.now(),
    createdBy: caller.arn,
    request,
    status: 'ACTIVE',
    desired: input.desiredCount ?? 0,
    configuration,
    constraints,
    strategies,
    propagateTags: input.propagateTags ?? 'NONE',
    managedTags: input.enableECSManagedTags ?? false,
    executeCommand: input.enableExecuteCommand ?? false,
    zoneRebalancing: rebalancing,
    tags,
    deployments: [],
    tasks: newTaskSet(),
    events: [],
    said: new Map(),
    steady: false,
    steadySaidAt: Number.NEGATIVE_INFINITY,
    pauses: new Map(),
    move: undefined,
    history: new Map(),
    revisions: new Map(),
    current: undefined,
    wake: () => wakeService(world, service),
    lookAt: (time) => planLook(world, service, time),
    roomCame: () => roomCame(world, service),
    look: undefined,
    lastLookAt: Number.NEGATIVE_INFINITY,
  };
  cluster.services.set(name, service);
  beginDeployment(world, service, definition, input.networkConfiguration);
  service.wake();
  return { service: shownService(service, ['TAGS']) };
};

/** A client token and a cluster written another way do not make another request. */
const requestOf = ({ clientToken: _, cluster: __, ...request }: CreateServiceCommandInput): string =>
  canonical(request);
