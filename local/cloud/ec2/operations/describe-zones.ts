/** DescribeAvailabilityZones and DescribeRegions: the one region that there is, and its zones. */
import type {
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput,
  DescribeRegionsCommandInput,
  DescribeRegionsCommandOutput,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { filtered } from '../filters.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html */
export const describeAvailabilityZones: Operation<
  DescribeAvailabilityZonesCommandInput,
  DescribeAvailabilityZonesCommandOutput
> = (request, { world }) => {
  const zones = world.ec2.availabilityZones;
  for (const name of request.ZoneNames ?? [])
    if (!zones.some((zone) => zone.name === name))
      throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${name}]`);
  const named = zones.filter(
    (zone) => (request.ZoneNames?.includes(zone.name) ?? true) && (request.ZoneIds?.includes(zone.id) ?? true),
  );
  const matching = filtered(named, request.Filters, {
    'group-name': () => `${world.region}-zg-1`,
    'opt-in-status': () => 'opt-in-not-required',
    'region-name': () => world.region,
    state: () => 'available',
    'zone-id': (zone) => zone.id,
    'zone-name': (zone) => zone.name,
    'zone-type': () => 'availability-zone',
  });
  return {
    AvailabilityZones: matching.map((zone) => ({
      State: 'available',
      OptInStatus: 'opt-in-not-required',
      Messages: [],
      RegionName: world.region,
      ZoneName: zone.name,
      ZoneId: zone.id,
      GroupName: `${world.region}-zg-1`,
      NetworkBorderGroup: world.region,
      ZoneType: 'availability-zone',
    })),
  };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html */
export const describeRegions: Operation<DescribeRegionsCommandInput, DescribeRegionsCommandOutput> = (
  _request,
  { world },
) => ({
  Regions: [
    {
      RegionName: world.region,
      Endpoint: `ec2.${world.region}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    },
  ],
});
