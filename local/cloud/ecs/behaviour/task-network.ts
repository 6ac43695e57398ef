/** Ports and network interfaces of tasks. */
import type { Attachment, KeyValuePair, NetworkBinding, NetworkConfiguration } from '@aws-sdk/client-ecs';
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

/** The subnet of an awsvpc task: one of those asked for, in the zone of the host. Undefined when there is none. */
export const subnetFor = (
  world: World,
  network: NetworkConfiguration | undefined,
  host: HostRecord,
): string | undefined =>
  network?.awsvpcConfiguration?.subnets?.find(
    (id) => world.ec2.subnets.get(id)?.availabilityZone === host.availabilityZone,
  );

/**
 * The network interface of an awsvpc task, as its attachment shows it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
export const newNetworkInterface = (world: World, subnetId: string): Attachment => {
  const subnet = world.ec2.subnets.get(subnetId);
  const details: KeyValuePair[] = [
    { name: 'subnetId', value: subnetId },
    { name: 'networkInterfaceId', value: `eni-${world.random.hex(17)}` },
    { name: 'macAddress', value: `0a:${world.random.hex(10).match(/../g)?.join(':')}` },
    { name: 'privateDnsName', value: '' },
    { name: 'privateIPv4Address', value: subnet === undefined ? '' : freeAddress(world, subnet) },
  ];
  return { id: world.random.uuid(), type: 'ElasticNetworkInterface', status: 'PRECREATED', details };
};

/** The first four addresses of a subnet and its last one are AWS's. */
const freeAddress = (world: World, subnet: { readonly cidr: string; readonly taken: Set<string> }): string => {
  const [base = '', bits = '32'] = subnet.cidr.split('/');
  const first = base.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  const last = first + 2 ** (32 - Number(bits)) - 2;
  for (;;) {
    const number = world.random.between(first + 4, last);
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
    if (subnet.taken.has(address)) continue;
    subnet.taken.add(address);
    return address;
  }
};

/** The address goes back to its subnet. */
export const dropNetworkInterface = (world: World, attachment: Attachment): void => {
  const detailOf = (name: string) => attachment.details?.find((detail) => detail.name === name)?.value ?? '';
  world.ec2.subnets.get(detailOf('subnetId'))?.taken.delete(detailOf('privateIPv4Address'));
  attachment.status = 'DELETED';
};
