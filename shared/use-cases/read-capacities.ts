import { capacityOf } from '../domain/host-capacity.ts';
import type { ContainerInstanceView } from '../domain/snapshot.ts';
import type { HostCapacity } from '../ecs/host.ts';
import type { TaskRequirements } from '../ecs/requirements.ts';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { EcsTaskReads } from '../ports/ecs-tasks.ts';
import type { Fleet } from '../ports/fleet.ts';

export interface CapacityPorts {
  readonly clusters: Pick<EcsClusters, 'containerInstances'>;
  readonly tasks: Pick<EcsTaskReads, 'tasks'>;
  readonly fleet: Pick<Fleet, 'instanceTypes'>;
}

/** Every host of the cluster, ours or not, as ECS would look at it for a task of these requirements. */
export const readCapacities = async (
  cluster: string,
  requirements: Pick<TaskRequirements, 'needsEni'>,
  ports: CapacityPorts,
): Promise<readonly HostCapacity[]> => {
  const [containerInstances, tasks] = await Promise.all([
    ports.clusters.containerInstances(cluster),
    ports.tasks.tasks(cluster, { status: 'RUNNING' }),
  ]);
  const interfaces = requirements.needsEni ? await interfacesPerHost(containerInstances, ports) : {};
  return containerInstances.map((one) => capacityOf(one, tasks, interfaces[one.instanceId]));
};

/**
 * How many network interfaces the tasks of a host can have, by instance id: ECS does not say it among its resources. Not known
 * of hosts with a trunk, which have many more.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
 */
const interfacesPerHost = async (
  hosts: readonly ContainerInstanceView[],
  { fleet }: CapacityPorts,
): Promise<Readonly<Record<string, number>>> => {
  const typeOf = ({ attributes }: ContainerInstanceView) => attributes['ecs.instance-type'] ?? '';
  const single = hosts.filter(({ attributes }) => attributes['ecs.awsvpc-trunk-id'] === undefined);
  const names = [...new Set(single.map(typeOf))].filter((name) => name !== '');
  if (names.length === 0) return {};
  const types = new Map((await fleet.instanceTypes(names)).map((type) => [type.name, type]));
  return Object.fromEntries(
    single.flatMap((host) => {
      const type = types.get(typeOf(host));
      return type === undefined ? [] : [[host.instanceId, type.maximumNetworkInterfaces - 1]];
    }),
  );
};
