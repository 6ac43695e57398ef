/** Ports and network interfaces of tasks. */
import type { Attachment, KeyValuePair, NetworkBinding, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { parseBlock, showAddress, usableAddresses } from '../../ec2/addresses.ts';
import { newId } from '../../ec2/ids.ts';
import type { Subnet } from '../../ec2/state.ts';
import type { World } from '../../kernel/world.ts';
import type { HostRecord, TaskRecord } from '../state.ts';

/** Docker's ephemeral range on Amazon Linux. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
const firstDynamicPort = 32_768;
const lastDynamicPort = 60_999;

/** Gives each port mapping of a bridge or host task its host port, chosen from the ephemeral range where none is named. */
export const bindPorts = (task: TaskRecord): void => {
  const mode = task.definition.shown.networkMode;
  if (mode === 'awsvpc' || mode === 'none') return;
  const taken = portsTaken(task.host);
  let candidate = firstDynamicPort;
  const pickPort = (): number => {
    while (taken.has(candidate) && candidate < lastDynamicPort) candidate += 1;
    taken.add(candidate);
    return candidate;
  };
  for (const container of task.shown.containers ?? []) {
    const definition = task.definition.shown.containerDefinitions?.find(({ name }) => name === container.name);
    container.networkBindings = (definition?.portMappings ?? []).flatMap((mapping): NetworkBinding[] => {
      const protocol = mapping.protocol ?? 'tcp';
      return portsIn(mapping.containerPort, mapping.containerPortRange).map((containerPort) => ({
        bindIP: '0.0.0.0',
        containerPort,
        hostPort: mode === 'host' ? containerPort : mapping.hostPort || pickPort(),
        protocol,
      }));
    });
  }
};

const portsIn = (port: number | undefined, range: string | undefined): number[] => {
  if (port !== undefined) return [port];
  const [from = 0, to = -1] = (range ?? '').split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
};

const portsTaken = (host: HostRecord): Set<number> => {
  const taken = new Set<number>([...host.remaining.tcpPorts, ...host.remaining.udpPorts]);
  for (const task of host.tasks.live)
    for (const container of task.shown.containers ?? [])
      for (const { hostPort } of container.networkBindings ?? []) if (hostPort !== undefined) taken.add(hostPort);
  return taken;
};

/** The subnet of an awsvpc task: one of those asked for, in the zone of the host, with an address left. */
export const subnetFor = (
  world: World,
  network: NetworkConfiguration | undefined,
  host: HostRecord,
): string | undefined =>
  network?.awsvpcConfiguration?.subnets?.find((id) => {
    const subnet = world.ec2.subnets.get(id);
    return subnet?.availabilityZone === host.availabilityZone && freeAddress(subnet) !== undefined;
  });

/**
 * The network interface of an awsvpc task, as its attachment shows it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
export const newNetworkInterface = (world: World, subnetId: string): Attachment => {
  const subnet = world.ec2.subnets.get(subnetId);
  const address = subnet === undefined ? undefined : freeAddress(subnet);
  if (subnet === undefined || address === undefined) throw new Error(`no address left in ${subnetId}`);
  subnet.taken.add(address);
  const details: KeyValuePair[] = [
    { name: 'subnetId', value: subnetId },
    { name: 'networkInterfaceId', value: newId(world, 'eni') },
    { name: 'macAddress', value: `0a:${world.random.hex(10).match(/../g)?.join(':')}` },
    { name: 'privateDnsName', value: `ip-${address.replaceAll('.', '-')}.ec2.internal` },
    { name: 'privateIPv4Address', value: address },
  ];
  return { id: world.random.uuid(), type: 'ElasticNetworkInterface', status: 'PRECREATED', details };
};

const freeAddress = (subnet: Subnet): string | undefined => {
  const block = parseBlock(subnet.cidr);
  if (block === undefined) return undefined;
  const { from, to } = usableAddresses(block);
  for (let number = from; number <= to; number++) {
    const address = showAddress(number);
    if (!subnet.taken.has(address)) return address;
  }
  return undefined;
};

/** The address goes back to its subnet. */
export const dropNetworkInterface = (world: World, attachment: Attachment): void => {
  const detailOf = (name: string) => attachment.details?.find((detail) => detail.name === name)?.value ?? '';
  world.ec2.subnets.get(detailOf('subnetId'))?.taken.delete(detailOf('privateIPv4Address'));
  attachment.status = 'DELETED';
};
