/** DescribeInstanceTypes and DescribeInstanceTypeOfferings. */
import type {
  _InstanceType,
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput,
  DescribeInstanceTypesCommandInput,
  DescribeInstanceTypesCommandOutput,
  InstanceTypeInfo,
  LocationType,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type InstanceType, instanceTypeByName, instanceTypes } from '../catalogue.ts';
import { type Fields, filtered } from '../filters.ts';
import { isOffered } from '../launch/capacity.ts';
import { page, withToken } from '../paging.ts';

const typePages = { from: 5, to: 100 };
const offeringPages = { from: 5, to: 1_000 };

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html */
export const describeInstanceTypes: Operation<DescribeInstanceTypesCommandInput, DescribeInstanceTypesCommandOutput> = (
  request,
) => {
  const matching = filtered(named(request.InstanceTypes), request.Filters, typeFields);
  const { items, nextToken } = page(matching.sort(byName), (type) => type.name, request, typePages);
  return { InstanceTypes: items.map(showType), ...withToken(nextToken) };
};

/** Every type is offered in every zone, unless a fault says otherwise. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html */
export const describeInstanceTypeOfferings: Operation<
  DescribeInstanceTypeOfferingsCommandInput,
  DescribeInstanceTypeOfferingsCommandOutput
> = (request, { world }) => {
  const locationType = request.LocationType ?? 'region';
  const offerings = locationsOf(locationType, world.region, world.ec2.availabilityZones).flatMap((location) =>
    instanceTypes()
      .filter(({ name }) => isOfferedAt(world, name, location))
      .map(({ name }) => ({ name, location, key: `${location}/${name}` })),
  );
  const matching = filtered(offerings, request.Filters, {
    location: (offering) => offering.location,
    'instance-type': (offering) => offering.name,
  }).sort((a, b) => (a.key < b.key ? -1 : 1));
  const { items, nextToken } = page(matching, (offering) => offering.key, request, offeringPages);
  return {
    InstanceTypeOfferings: items.map(({ name, location }) => ({
      InstanceType: name as _InstanceType,
      LocationType: locationType,
      Location: location,
    })),
    ...withToken(nextToken),
  };
};

/** A location is the region, which has what any of its zones has, or the name or id of a zone. */
const isOfferedAt = (world: World, instanceType: string, location: string): boolean =>
  world.ec2.availabilityZones
    .filter(({ name, id }) => [world.region, name, id].includes(location))
    .some(({ name }) => isOffered(world, { instanceType, availabilityZone: name }));

const locationsOf = (
  type: LocationType,
  region: string,
  zones: readonly { readonly name: string; readonly id: string }[],
): readonly string[] => {
  if (type === 'availability-zone') return zones.map((zone) => zone.name);
  if (type === 'availability-zone-id') return zones.map((zone) => zone.id);
  return type === 'region' ? [region] : [];
};

const named = (names: readonly string[] | undefined): readonly InstanceType[] => {
  if (names === undefined) return instanceTypes();
  const unknown = names.filter((name) => instanceTypeByName(name) === undefined);
  if (unknown.length > 0)
    throw new AwsError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  return [...new Set(names)].map((name) => instanceTypeByName(name)!);
};

const byName = (a: InstanceType, b: InstanceType): number => (a.name < b.name ? -1 : 1);

const typeFields: Fields<InstanceType> = {
  'bare-metal': () => 'false',
  'burstable-performance-supported': (type) => String(type.burstable),
  'current-generation': () => 'true',
  hypervisor: (type) => hypervisorOf(type),
  'instance-type': (type) => type.name,
  'memory-info.size-in-mib': (type) => String(type.memoryMiB),
  'network-info.maximum-network-interfaces': (type) => String(type.networkInterfaces),
  'processor-info.supported-architecture': (type) => type.architectures,
  'supported-root-device-type': () => 'ebs',
  'supported-usage-class': () => ['on-demand', 'spot'],
  'supported-virtualization-type': () => 'hvm',
  'vcpu-info.default-cores': (type) => String(type.vcpus / type.threadsPerCore),
  'vcpu-info.default-threads-per-core': (type) => String(type.threadsPerCore),
  'vcpu-info.default-vcpus': (type) => String(type.vcpus),
};

const hypervisorOf = (type: InstanceType): 'xen' | 'nitro' => (/^(t2|i3|p3)\./.test(type.name) ? 'xen' : 'nitro');

const showType = (type: InstanceType): InstanceTypeInfo => ({
  InstanceType: type.name as _InstanceType,
  CurrentGeneration: true,
  SupportedUsageClasses: ['on-demand', 'spot'],
  SupportedRootDeviceTypes: ['ebs'],
  SupportedVirtualizationTypes: ['hvm'],
  BareMetal: false,
  Hypervisor: hypervisorOf(type),
  ProcessorInfo: { SupportedArchitectures: [...type.architectures] },
  VCpuInfo: {
    DefaultVCpus: type.vcpus,
    DefaultCores: type.vcpus / type.threadsPerCore,
    DefaultThreadsPerCore: type.threadsPerCore,
  },
  MemoryInfo: { SizeInMiB: type.memoryMiB },
  NetworkInfo: {
    MaximumNetworkInterfaces: type.networkInterfaces,
    MaximumNetworkCards: 1,
    DefaultNetworkCardIndex: 0,
    EnaSupport: hypervisorOf(type) === 'nitro' ? 'required' : 'supported',
  },
  ...(type.gpuModel !== undefined && {
    GpuInfo: {
      Gpus: [
        {
          Name: type.gpuModel.name,
          Manufacturer: type.gpuModel.manufacturer,
          Count: type.gpus,
          MemoryInfo: { SizeInMiB: type.gpuModel.memoryMiB },
        },
      ],
      TotalGpuMemoryInMiB: type.gpus * type.gpuModel.memoryMiB,
    },
  }),
  BurstablePerformanceSupported: type.burstable,
});
