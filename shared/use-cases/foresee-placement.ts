import { AppError } from '../domain/errors.ts';
import { constraintsOf, strategiesOf } from '../domain/placement.ts';
import type { ContainerInstanceView, TaskView } from '../domain/snapshot.ts';
import { groupConstraints, needsIn } from '../domain/task-policy.ts';
import type { RunTask } from '../domain/wish.ts';
import type { HostCapacity } from '../ecs/host.ts';
import { placeTasks } from '../ecs/placement.ts';
import { taskRequirements } from '../ecs/requirements.ts';
import type { PlannedChange } from '../ports/planner.ts';
import { openCluster } from './change-cluster.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/** Where ECS would find room for tasks now. ECS chooses itself: this says how many fit, not on which hosts they will be. */
export const foreseePlacement = async (wish: RunTask, ports: ReadingPorts): Promise<PlannedChange> => {
  const { spec } = await openCluster(wish.cluster, ports);
  const [definition, containerInstances, tasks] = await Promise.all([
    ports.taskDefinitions.find(wish.taskDefinition),
    ports.clusters.containerInstances(wish.cluster),
    ports.tasks.tasks(wish.cluster, { status: 'RUNNING' }),
  ]);
  if (definition === undefined)
    throw new AppError('TaskDefinitionNotFound', `There is no task definition ${wish.taskDefinition}.`);
  const requirements = taskRequirements(definition.document, wish.overrides);
  const interfaces = requirements.needsEni ? await interfacesPerHost(containerInstances, ports) : {};
  const { placed, failures } = placeTasks(
    {
      requirements,
      group: `family:${definition.family}`,
      hosts: containerInstances.map((one) => capacityOf(one, tasks, interfaces[one.instanceId])),
      constraints: constraintsOf(wish.placement, groupConstraints(spec, needsIn(requirements))),
      strategies: strategiesOf(wish.placement),
      // Of hosts that are equally good the first.
      random: () => 0,
    },
    wish.count,
  );
  const lacking = wish.count - placed.length;
  return {
    changes: [{ pointer: '/tasks', before: 0, after: placed.length }],
    actions: [],
    warnings: [
      ...(lacking > 0 ? [`${lacking} of ${wish.count} tasks fit on no host now`] : []),
      ...failures.flatMap(({ host, unmet }) => (unmet[0] === undefined ? [] : [`${host}: ${unmet[0].detail}`])),
    ],
  };
};

/**
 * How many network interfaces the tasks of a host can have, by instance id: ECS does not say it among its resources. Not known
 * of hosts with a trunk, which have many more.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
 */
const interfacesPerHost = async (
  hosts: readonly ContainerInstanceView[],
  { fleet }: ReadingPorts,
): Promise<Readonly<Record<string, number>>> => {
  const typeOf = ({ attributes }: ContainerInstanceView) => attributes['ecs.instance-type'] ?? '';
  const single = hosts.filter(({ attributes }) => attributes['ecs.awsvpc-trunk-id'] === undefined);
  const types = await fleet.instanceTypes([...new Set(single.map(typeOf))].filter((name) => name !== ''));
  return Object.fromEntries(
    single.flatMap((host) => {
      const type = types.find(({ name }) => name === typeOf(host));
      return type === undefined ? [] : [[host.instanceId, type.maximumNetworkInterfaces - 1]];
    }),
  );
};

const capacityOf = (
  one: ContainerInstanceView,
  tasks: readonly TaskView[],
  interfaces: number | undefined,
): HostCapacity => {
  const own = tasks.filter(({ containerInstanceArn }) => containerInstanceArn === one.arn);
  const taken = own.filter(({ networkInterface }) => networkInterface !== undefined).length;
  return {
    id: one.instanceId,
    ec2InstanceId: one.instanceId,
    status: one.status,
    agentConnected: one.agentConnected,
    registeredAt: one.registeredAt,
    registered: one.registered,
    remaining: { ...one.remaining, ...(interfaces !== undefined && { enis: interfaces - taken }) },
    attributes: one.attributes,
    tasks: own.map(({ group, lastStatus }) => ({ group, running: lastStatus === 'RUNNING' })),
  };
};
