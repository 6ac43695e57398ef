import { describe, expect, it } from 'vitest';
import { ingredientsOf, type Pantry } from '../../shared/domain/ingredients.ts';
import type { HostGroupSpec } from '../../shared/domain/spec.ts';
import { aGroup } from '../support/situations.ts';

const network = aGroup().network;
const subnet = (id: string, changes: Partial<Pantry['subnets'][number]> = {}) => ({
  id,
  vpcId: 'vpc-1',
  availabilityZone: `us-east-1${id.at(-1)}`,
  freeAddresses: 100,
  mapsPublicIp: true,
  wayOut: 'internet-gateway' as const,
  ...changes,
});
const type = (name: string, architecture: string) => ({
  name,
  vcpus: 2,
  memoryMiB: 4_096,
  architectures: [architecture],
  maximumNetworkInterfaces: 3,
});
const image = (id: string, architecture: string, available = true) => ({
  id,
  architecture,
  rootDevice: '/dev/xvda',
  minimumRootGiB: 30,
  available,
});
const full: Pantry = {
  types: [type('t3.medium', 'x86_64'), type('t4g.medium', 'arm64')],
  images: [image('ami-x', 'x86_64'), image('ami-a', 'arm64')],
  subnets: [subnet('subnet-a'), subnet('subnet-b')],
  securityGroups: [{ id: 'sg-1', vpcId: 'vpc-1' }],
};

describe('what hosts can be launched with', () => {
  it('is every type in every subnet, in order of preference, with the image of its architecture', () => {
    const found = ingredientsOf(aGroup({ instanceTypes: ['t4g.medium', 't3.medium'] }), full);
    expect(
      found.status === 'ready' && found.offerings.map((one) => `${one.instanceType} ${one.imageId} ${one.subnetId}`),
    ).toEqual([
      't4g.medium ami-a subnet-a',
      't4g.medium ami-a subnet-b',
      't3.medium ami-x subnet-a',
      't3.medium ami-x subnet-b',
    ]);
  });

  it.each<{ reason: string; publicIp: 'auto' | 'yes' | 'no'; wayOut: 'internet-gateway' | 'nat'; given: boolean }>([
    { reason: 'needed through an internet gateway', publicIp: 'auto', wayOut: 'internet-gateway', given: true },
    { reason: 'of no use beside a NAT gateway', publicIp: 'auto', wayOut: 'nat', given: false },
    { reason: 'wished', publicIp: 'yes', wayOut: 'nat', given: true },
    { reason: 'not wished', publicIp: 'no', wayOut: 'nat', given: false },
  ])('has a public IP, $given, when it is $reason', ({ publicIp, wayOut, given }) => {
    const group = aGroup({ network: { ...network, publicIp } });
    const found = ingredientsOf(group, { ...full, subnets: [subnet('subnet-a', { wayOut })] });
    expect(found.status === 'ready' && found.offerings[0]?.associatePublicIp).toBe(given);
  });

  it('leaves out subnets without a way out as long as there are others', () => {
    const found = ingredientsOf(aGroup(), {
      ...full,
      subnets: [subnet('subnet-a', { wayOut: 'none' }), subnet('subnet-b')],
    });
    expect(found.status === 'ready' && found.offerings.map(({ subnetId }) => subnetId)).toEqual(['subnet-b']);
  });

  it.each<{ reason: string; group?: Partial<HostGroupSpec>; pantry?: Partial<Pantry>; problem: string }>([
    {
      reason: 'an unknown type',
      group: { instanceTypes: ['x9.huge'] },
      pantry: { types: [] },
      problem: 'no instance type x9.huge',
    },
    { reason: 'no image', pantry: { images: [] }, problem: 'no ECS-optimized image' },
    {
      reason: 'an image that is gone',
      group: { ami: { family: 'al2023', id: 'ami-z' } },
      pantry: { images: [image('ami-z', 'x86_64', false)] },
      problem: 'no image ami-z',
    },
    {
      reason: 'an image of another architecture',
      pantry: { images: [image('ami-a', 'arm64')] },
      problem: 'cannot run it',
    },
    {
      reason: 'an unknown subnet',
      group: { network: { ...network, subnets: ['subnet-z'] } },
      problem: 'no subnet subnet-z',
    },
    { reason: 'no default VPC', pantry: { subnets: [] }, problem: 'no default VPC' },
    {
      reason: 'subnets of two VPCs',
      pantry: { subnets: [subnet('subnet-a'), subnet('subnet-b', { vpcId: 'vpc-2' })] },
      problem: 'different VPCs',
    },
    {
      reason: 'a security group elsewhere',
      group: { network: { ...network, securityGroups: ['sg-9'] } },
      problem: 'no security group sg-9',
    },
    {
      reason: 'no subnet in its zones',
      group: { network: { ...network, availabilityZones: ['us-east-1z'] } },
      problem: 'no subnet in us-east-1z',
    },
    { reason: 'no way out', pantry: { subnets: [subnet('subnet-a', { wayOut: 'none' })] }, problem: 'no way out' },
    {
      reason: 'an internet gateway and no public IP',
      group: { network: { ...network, publicIp: 'no' } },
      problem: 'no way out',
    },
  ])('is nothing with $reason, and says why', ({ group = {}, pantry = {}, problem }) => {
    const found = ingredientsOf(aGroup(group), { ...full, ...pantry });
    expect(found).toMatchObject({ status: 'impossible' });
    expect(found.status === 'impossible' && found.problem).toContain(problem);
  });
});
