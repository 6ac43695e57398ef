/** Where tasks of the network mode awsvpc can get their network interfaces. Facts come in; nothing is asked here. */
import { limits } from '../ecs/limits.ts';
import type { FieldError } from './errors.ts';
import type { SubnetView } from './ingredients.ts';
import type { HostGroupSpec, TaskNetwork } from './spec.ts';

/** What EC2 says of a request's network, and where the hosts are that may run its tasks. */
export interface NetworkFacts {
  /** Those of the asked ids that EC2 knows. */
  readonly subnets: readonly SubnetView[];
  readonly securityGroups: readonly { readonly id: string; readonly vpcId: string }[];
  /** By the name of each host group that may run the tasks. */
  readonly hostSubnets: Readonly<Record<string, readonly SubnetView[]>>;
}

/** The subnets that a group's hosts are in: `subnets` are those that it names, or the default VPC's. */
export const subnetsOfHosts = (
  { network }: Pick<HostGroupSpec, 'network'>,
  subnets: readonly SubnetView[],
): readonly SubnetView[] => {
  const zones = network.availabilityZones;
  return subnets.filter(({ availabilityZone }) => zones.length === 0 || zones.includes(availabilityZone));
};

/**
 * The network with its subnets decided, and what is wrong with it, with pointers into the request's body. A task's interface
 * is attached to its host, so it is in the host's zone and VPC.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
 */
export const decideNetwork = (
  asked: TaskNetwork,
  facts: NetworkFacts,
): { readonly network: TaskNetwork; readonly errors: readonly FieldError[] } => {
  const hosts = unique(Object.values(facts.hostSubnets).flat());
  const named = asked.subnets.length > 0;
  const subnets = named ? facts.subnets : hosts;
  const vpcs = new Set(subnets.map(({ vpcId }) => vpcId));
  return {
    network: { ...asked, subnets: named ? asked.subnets : hosts.map(({ id }) => id) },
    errors: [
      ...(named ? subnetProblems(asked, facts.subnets, hosts) : undecided(hosts, facts.hostSubnets)),
      ...asked.securityGroups.flatMap((id, index) =>
        facts.securityGroups.some((one) => one.id === id && (vpcs.size === 0 || vpcs.has(one.vpcId)))
          ? []
          : [{ pointer: `/network/securityGroups/${index}`, detail: `there is no security group ${id} in the VPC` }],
      ),
    ],
  };
};

const unique = (subnets: readonly SubnetView[]): readonly SubnetView[] => [
  ...new Map(subnets.map((subnet) => [subnet.id, subnet])).values(),
];

const subnetProblems = (
  { subnets }: TaskNetwork,
  known: readonly SubnetView[],
  hosts: readonly SubnetView[],
): readonly FieldError[] => {
  const unknown = subnets.flatMap((id, index) =>
    known.some((subnet) => subnet.id === id)
      ? []
      : [{ pointer: `/network/subnets/${index}`, detail: `there is no subnet ${id}` }],
  );
  if (unknown.length > 0) return unknown;
  const pointer = '/network/subnets';
  const vpcs = [...new Set(known.map(({ vpcId }) => vpcId))];
  if (vpcs.length > 1) return [{ pointer, detail: `must be in one VPC, but are in ${vpcs.join(', ')}` }];
  const reached = known.some((one) => hosts.some((host) => placeOf(host) === placeOf(one)));
  if (reached) return [];
  const detail = 'must be in the zones and the VPC of hosts that may run the tasks';
  return [{ pointer, detail, hint: `Hosts are in ${hosts.map(({ id }) => id).join(', ') || 'no subnet'}.` }];
};

const placeOf = ({ vpcId, availabilityZone }: SubnetView): string => `${vpcId} ${availabilityZone}`;

/** What cannot be decided for the caller is asked of them, with everything they could answer. */
const undecided = (hosts: readonly SubnetView[], byGroup: NetworkFacts['hostSubnets']): readonly FieldError[] => {
  const pointer = '/network/subnets';
  if (hosts.length === 0) return [{ pointer, detail: 'is missing: no subnets of hosts are known to take' }];
  const vpcs = new Set(hosts.map(({ vpcId }) => vpcId));
  if (vpcs.size === 1 && hosts.length <= limits.subnetsPerTask) return [];
  const why = vpcs.size > 1 ? 'host groups are in different VPCs' : `hosts are in ${hosts.length} subnets`;
  const choices = Object.entries(byGroup).map(
    ([group, subnets]) => `${group}: ${subnets.map(({ id }) => id).join(', ')}`,
  );
  return [
    {
      pointer,
      detail: `is missing: ${why}, and tasks take at most ${limits.subnetsPerTask}, of one VPC`,
      hint: `Choose from ${choices.join('; ')}.`,
    },
  ];
};
