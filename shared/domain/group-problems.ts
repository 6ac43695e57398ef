/** What AWS does not have, or does not take, of what host groups ask for, field by field. Facts come in; nothing is asked here. */
import { checkAgentConfig, checkAttributes, ecsConfig } from './agent-config.ts';
import { didYouMean } from './did-you-mean.ts';
import type { FieldError } from './errors.ts';
import type { Pantry, SubnetView } from './ingredients.ts';
import type { HostGroupSpec } from './spec.ts';

/** Beside what hosts could be launched with, what may have been meant. */
export interface Facts extends Pantry {
  /** For each instance type that EC2 does not know the names of similar ones. */
  readonly similarTypes: Readonly<Record<string, readonly string[]>>;
}

/** The pantry's subnets are those that the group names, or the default VPC's. */
export const groupProblems = (group: HostGroupSpec, pantry: Facts, at: string): readonly FieldError[] => [
  ...typeProblems(group, pantry, at),
  ...imageProblems(group, pantry, at),
  ...networkProblems(group, pantry, `${at}/network`),
];

/** Bytes of a standard parameter. https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const largestParameter = 4_096;

/** Of its ecs.config as a whole; what is wrong with the values themselves is said elsewhere. */
export const configProblems = (group: HostGroupSpec, at: string): readonly FieldError[] => {
  if (checkAgentConfig(group.agent).length > 0 || checkAttributes(group.attributes).length > 0) return [];
  const size = Buffer.byteLength(ecsConfig(group));
  if (size <= largestParameter) return [];
  const detail = `makes an ecs.config of ${size} bytes, and SSM keeps at most ${largestParameter}`;
  return [{ pointer: `${at}/agent`, detail, hint: 'Shorten agent or attributes.' }];
};

const typeProblems = ({ instanceTypes }: HostGroupSpec, facts: Facts, at: string): readonly FieldError[] => {
  const { types, similarTypes } = facts;
  const unknown = instanceTypes.flatMap((name, index) =>
    types.some((type) => type.name === name)
      ? []
      : [
          {
            pointer: `${at}/instanceTypes/${index}`,
            detail: `EC2 has no instance type ${name} here`,
            ...typeHint(name, similarTypes[name] ?? []),
          },
        ],
  );
  const known = types.filter(({ name }) => instanceTypes.includes(name));
  if (known.length === 0 || sharedArchitectures(known).length > 0) return unknown;
  const words = known.map(({ name, architectures }) => `${name} is ${architectures.join(' or ')}`).join(', ');
  return [
    ...unknown,
    {
      pointer: `${at}/instanceTypes`,
      detail: `must be of one architecture: ${words}`,
      hint: 'Make a group for each architecture.',
    },
  ];
};

const typeHint = (name: string, similar: readonly string[]): { readonly hint?: string } => {
  const meant = didYouMean(name, similar);
  if (meant !== undefined) return { hint: `Did you mean "${meant}"?` };
  const family = name.slice(0, name.indexOf('.') + 1);
  const sizes = similar.filter((one) => one.startsWith(family));
  return sizes.length === 0 ? {} : { hint: `There are ${sizes.join(', ')}.` };
};

const sharedArchitectures = (types: Pantry['types']): readonly string[] =>
  ['x86_64', 'arm64'].filter((one) => types.every(({ architectures }) => architectures.includes(one)));

const imageProblems = ({ ami, rootVolume, instanceTypes }: HostGroupSpec, pantry: Pantry, at: string) => {
  const image = pantry.images.find(({ id }) => id === ami.id);
  if (ami.id === undefined) return [];
  if (image === undefined || !image.available)
    return [{ pointer: `${at}/ami/id`, detail: `there is no image ${ami.id} that can be launched` }];
  const strange = pantry.types.filter(
    ({ name, architectures }) => instanceTypes.includes(name) && !architectures.includes(image.architecture),
  );
  const problems: FieldError[] = strange.map(({ name }) => ({
    pointer: `${at}/ami/id`,
    detail: `is for ${image.architecture}, which ${name} cannot run`,
  }));
  if (rootVolume.sizeGiB < image.minimumRootGiB) {
    const detail = `must be at least ${image.minimumRootGiB}, the size of the image`;
    problems.push({ pointer: `${at}/rootVolume/sizeGiB`, detail });
  }
  return problems;
};

const networkProblems = (
  { network }: HostGroupSpec,
  { subnets, securityGroups }: Pantry,
  at: string,
): readonly FieldError[] => {
  const unknownSubnets = network.subnets.flatMap((id, index) =>
    subnets.some((subnet) => subnet.id === id)
      ? []
      : [{ pointer: `${at}/subnets/${index}`, detail: `there is no subnet ${id}` }],
  );
  const vpcs = [...new Set(subnets.map(({ vpcId }) => vpcId))];
  const strangers = network.securityGroups.flatMap((id, index) =>
    securityGroups.some((one) => one.id === id && (vpcs.length === 0 || vpcs.includes(one.vpcId)))
      ? []
      : [{ pointer: `${at}/securityGroups/${index}`, detail: `there is no security group ${id} in the VPC` }],
  );
  const found = [...unknownSubnets, ...zoneProblems(network, subnets, at), ...strangers];
  if (unknownSubnets.length > 0) return found;
  if (subnets.length === 0) return [...found, { pointer: at, detail: 'there is no default VPC here: name subnets' }];
  if (vpcs.length > 1)
    return [...found, { pointer: `${at}/subnets`, detail: `must be in one VPC, but are in ${vpcs.join(', ')}` }];
  return [...found, ...wayOutProblems(network, subnets, at)];
};

/** A zone without a subnet takes no host, whether it exists or not. */
const zoneProblems = (
  { availabilityZones }: HostGroupSpec['network'],
  subnets: readonly SubnetView[],
  at: string,
): readonly FieldError[] => {
  const zones = [...new Set(subnets.map(({ availabilityZone }) => availabilityZone))].sort();
  return availabilityZones.flatMap((zone, index) =>
    zones.includes(zone)
      ? []
      : [
          {
            pointer: `${at}/availabilityZones/${index}`,
            detail: `there is no subnet in a zone ${zone}`,
            ...(zones.length > 0 && { hint: `There are subnets in ${zones.join(', ')}.` }),
          },
        ],
  );
};

/** A host without a way out boots and never joins: said before the first launch. */
const wayOutProblems = (
  network: HostGroupSpec['network'],
  subnets: readonly SubnetView[],
  at: string,
): readonly FieldError[] => {
  const zones = network.availabilityZones;
  const inZones = subnets.filter(({ availabilityZone }) => zones.length === 0 || zones.includes(availabilityZone));
  const named = network.subnets.length > 0;
  return inZones.flatMap((subnet) => {
    const pointer = named ? `${at}/subnets/${network.subnets.indexOf(subnet.id)}` : `${at}/publicIp`;
    if (subnet.wayOut === 'none')
      return [{ pointer, detail: `from ${subnet.id} there is no way out, so a host could never join` }];
    if (subnet.wayOut === 'internet-gateway' && network.publicIp === 'no')
      return [
        {
          pointer: `${at}/publicIp`,
          detail: `out of ${subnet.id} nothing goes without a public IP, so a host could never join`,
          hint: 'Use auto or yes, or subnets with a NAT gateway.',
        },
      ];
    return [];
  });
};
