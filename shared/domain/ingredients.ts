/** From what a group asks for and what EC2 has: everything that its hosts could be launched with, or why they could not. */
import type { Ingredients, Offering } from './situation.ts';
import type { HostGroupSpec } from './spec.ts';

export interface InstanceTypeView {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architectures: readonly string[];
  readonly maximumNetworkInterfaces: number;
}
export interface SubnetView {
  readonly id: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly freeAddresses: number;
  readonly mapsPublicIp: boolean;
  /** Where 0.0.0.0/0 goes from here; `none` means that a host could never register. */
  readonly wayOut: 'internet-gateway' | 'nat' | 'other' | 'none';
}
export interface ImageView {
  readonly id: string;
  readonly architecture: string;
  readonly rootDevice: string;
  readonly minimumRootGiB: number;
  readonly available: boolean;
}

export interface Pantry {
  readonly types: readonly InstanceTypeView[];
  readonly images: readonly ImageView[];
  readonly subnets: readonly SubnetView[];
  readonly securityGroups: readonly { readonly id: string; readonly vpcId: string }[];
}

type Part<Found> = { readonly found: Found } | { readonly problem: string };

export const ingredientsOf = (group: HostGroupSpec, pantry: Pantry): Ingredients => {
  const machines = machinesOf(group, pantry);
  if ('problem' in machines) return { status: 'impossible', problem: machines.problem };
  const subnets = subnetsOf(group, pantry);
  if ('problem' in subnets) return { status: 'impossible', problem: subnets.problem };
  const markets = group.market === 'spot-first' ? (['spot', 'on-demand'] as const) : [group.market];
  const kinds = markets.flatMap((market) => machines.found.map((machine) => ({ market, ...machine })));
  const offerings = kinds.flatMap(({ market, type, image }) =>
    subnets.found.map(
      (subnet): Offering => ({
        instanceType: type.name,
        market,
        availabilityZone: subnet.availabilityZone,
        subnetId: subnet.id,
        freeAddresses: subnet.freeAddresses,
        associatePublicIp: givesPublicIp(group, subnet),
        imageId: image.id,
        rootDevice: image.rootDevice,
        minimumRootGiB: image.minimumRootGiB,
      }),
    ),
  );
  return { status: 'ready', offerings };
};

/** Types in order of preference, each with the image of its architecture. */
const machinesOf = (
  group: HostGroupSpec,
  { types, images }: Pantry,
): Part<readonly { type: InstanceTypeView; image: ImageView }[]> => {
  const known = group.instanceTypes.flatMap((name) => types.find((type) => type.name === name) ?? []);
  if (known.length === 0) return { problem: `EC2 has no instance type ${group.instanceTypes.join(' or ')} here` };
  const usable = images.filter(({ available }) => available);
  if (usable.length === 0)
    return {
      problem: group.ami.id === undefined ? 'no ECS-optimized image was found' : `there is no image ${group.ami.id}`,
    };
  const found = known.flatMap((type) => {
    const image = usable.find(({ architecture }) => type.architectures.includes(architecture));
    return image === undefined ? [] : [{ type, image }];
  });
  if (found.length > 0) return { found };
  const architectures = usable.map(({ architecture }) => architecture).join(', ');
  return {
    problem: `the image is for ${architectures}, and ${known.map(({ name }) => name).join(', ')} cannot run it`,
  };
};

/** A host without a way out would boot and never join. */
const subnetsOf = (group: HostGroupSpec, { subnets, securityGroups }: Pantry): Part<readonly SubnetView[]> => {
  const { network } = group;
  const unknown = network.subnets.filter((id) => !subnets.some((subnet) => subnet.id === id));
  if (unknown.length > 0) return { problem: `there is no subnet ${unknown.join(', ')}` };
  if (subnets.length === 0) return { problem: 'there is no default VPC with public subnets; name subnets' };
  const vpcs = new Set(subnets.map(({ vpcId }) => vpcId));
  if (vpcs.size > 1) return { problem: `its subnets are in different VPCs: ${[...vpcs].join(', ')}` };
  const misplaced = network.securityGroups.filter(
    (id) => !securityGroups.some((one) => one.id === id && vpcs.has(one.vpcId)),
  );
  if (misplaced.length > 0) return { problem: `there is no security group ${misplaced.join(', ')} in its VPC` };
  const zones = network.availabilityZones;
  const inZones = subnets.filter(({ availabilityZone }) => zones.length === 0 || zones.includes(availabilityZone));
  if (inZones.length === 0) return { problem: `it has no subnet in ${zones.join(', ')}` };
  const found = inZones.filter((subnet) => hasWayOut(group, subnet));
  if (found.length > 0) return { found };
  const without = inZones.map(({ id }) => id).join(', ');
  return {
    problem: `hosts could never register: no way out of ${without} by NAT, or by public IP and internet gateway`,
  };
};

const hasWayOut = ({ network }: HostGroupSpec, { wayOut }: SubnetView): boolean =>
  wayOut === 'internet-gateway' ? network.publicIp !== 'no' : wayOut !== 'none';

/** Beside a NAT gateway a public IP is of no use; through an internet gateway nothing goes without one. */
const givesPublicIp = ({ network }: HostGroupSpec, { wayOut }: SubnetView): boolean =>
  network.publicIp === 'yes' || (network.publicIp === 'auto' && wayOut === 'internet-gateway');

/**
 * The public parameters with the newest ECS-optimized image.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export const imageParameter = (architecture: 'x86_64' | 'arm64'): string =>
  `/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture === 'arm64' ? 'arm64/' : ''}recommended/image_id`;
