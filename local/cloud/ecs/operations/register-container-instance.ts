/** What an agent calls; software that is tested without agents calls it in their place. */
import type {
  RegisterContainerInstanceCommandInput,
  RegisterContainerInstanceCommandOutput,
  Resource,
} from '@aws-sdk/client-ecs';
import type { HostAmounts } from '../../../../shared/ecs/host.ts';
import { registeredResources } from '../../../../shared/ecs/registered-resources.ts';
import type { Ec2Instance } from '../../ec2/state.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { reconnect } from '../behaviour/reconnect.ts';
import { registerHost } from '../behaviour/register-host.ts';
import { wakeServices } from '../behaviour/wake-services.ts';
import { clusterOf } from '../find.ts';
import { idWithin } from '../identifiers.ts';
import type { ClusterRecord, HostRecord } from '../state.ts';
import { checkedTags } from '../tag-rules.ts';
import { shownHost } from '../views/host.ts';

/**
 * A container instance for the EC2 instance of the identity document, whose signature is not verified; with the ARN of one
 * that is there already its agent is back. What is said of resources and attributes is taken as it is; capabilities that every
 * agent has need not be said. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterContainerInstance.html
 * The page does not give the texts of its refusals; these are ours.
 */
export const registerContainerInstance: Operation<
  RegisterContainerInstanceCommandInput,
  RegisterContainerInstanceCommandOutput
> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  checkedTags(input.tags ?? []);
  const instance = instanceOf(world, input.instanceIdentityDocument);
  const known = input.containerInstanceArn === undefined ? undefined : knownHost(cluster, input.containerInstanceArn);
  if (known !== undefined && known.instanceId !== instance.id)
    throw new AwsError('ClientException', 'The container instance belongs to another EC2 instance.');
  if (known !== undefined) reconnect(world, known);
  const host = known ?? registerHost(world, cluster, instance, configOf(input), saidIn(input, instance));
  wakeServices(world, host);
  return { containerInstance: shownHost(host, ['TAGS']) };
};

const instanceOf = (world: World, document: string | undefined): Ec2Instance => {
  const instance = world.ec2.instances.get(instanceIdIn(document));
  if (instance === undefined || instance.state === 'terminated' || instance.state === 'shutting-down')
    throw new AwsError('ClientException', 'The instance identity document is not that of an instance of this account.');
  return instance;
};

const instanceIdIn = (document: string | undefined): string => {
  try {
    return String((JSON.parse(document ?? '{}') as { readonly instanceId?: unknown } | null)?.instanceId);
  } catch {
    return '';
  }
};

const knownHost = (cluster: ClusterRecord, identifier: string): HostRecord => {
  const host = cluster.hosts.get(idWithin(cluster.name, 'container-instance', identifier));
  if (host === undefined || host.status === 'INACTIVE')
    throw new AwsError('ClientException', 'The referenced container instance was not found.');
  return host;
};

/** Attributes and tags, as the agent's configuration would have them. */
const configOf = ({ attributes = [], tags = [] }: RegisterContainerInstanceCommandInput) => ({
  ECS_INSTANCE_ATTRIBUTES: JSON.stringify(Object.fromEntries(attributes.map(({ name, value }) => [name, value ?? '']))),
  ECS_CONTAINER_INSTANCE_TAGS: JSON.stringify(Object.fromEntries(tags.map(({ key, value }) => [key, value ?? '']))),
});

const saidIn = (input: RegisterContainerInstanceCommandInput, { type }: Ec2Instance) => {
  const { agentVersion, dockerVersion } = input.versionInfo ?? {};
  return {
    ...(input.totalResources !== undefined && {
      registered: amountsIn(input.totalResources, registeredResources(type)),
    }),
    ...(agentVersion !== undefined && { agentVersion }),
    ...(dockerVersion !== undefined && { dockerVersion }),
  };
};

const amountsIn = (resources: readonly Resource[], otherwise: Required<HostAmounts>): HostRecord['registered'] => {
  const found = (name: string) => resources.find((resource) => resource.name === name);
  const ports = (name: string) => found(name)?.stringSetValue?.map(Number);
  return {
    ...otherwise,
    cpu: found('CPU')?.integerValue ?? otherwise.cpu,
    memory: found('MEMORY')?.integerValue ?? otherwise.memory,
    tcpPorts: ports('PORTS') ?? otherwise.tcpPorts,
    udpPorts: ports('PORTS_UDP') ?? otherwise.udpPorts,
  };
};
