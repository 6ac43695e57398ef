import { describe, expect, it } from 'vitest';
import { configProblems, type Facts, groupProblems } from '../../shared/domain/group-problems.ts';
import type { SubnetView } from '../../shared/domain/ingredients.ts';
import type { HostGroupSpec } from '../../shared/domain/spec.ts';
import { aGroup } from '../support/situations.ts';

const aSubnet = (changes: Partial<SubnetView> = {}): SubnetView => ({
  id: 'subnet-00000001',
  vpcId: 'vpc-1',
  availabilityZone: 'us-east-1a',
  freeAddresses: 100,
  mapsPublicIp: true,
  wayOut: 'internet-gateway',
  ...changes,
});
const aType = (name: string, ...architectures: string[]) => ({
  name,
  vcpus: 2,
  memoryMiB: 4_096,
  architectures,
  maximumNetworkInterfaces: 3,
});
const pantry: Facts = {
  types: [aType('t3.medium', 'x86_64'), aType('t4g.medium', 'arm64')],
  images: [{ id: 'ami-00000001', architecture: 'arm64', rootDevice: '/dev/xvda', minimumRootGiB: 50, available: true }],
  subnets: [aSubnet(), aSubnet({ id: 'subnet-00000002', availabilityZone: 'us-east-1b' })],
  securityGroups: [{ id: 'sg-00000001', vpcId: 'vpc-1' }],
  similarTypes: {},
};
const network = (changes: Partial<HostGroupSpec['network']>) => ({
  network: { subnets: [], securityGroups: [], publicIp: 'auto' as const, availabilityZones: [], ...changes },
});
const problems = (changes: Partial<HostGroupSpec>, facts: Partial<Facts> = {}) =>
  groupProblems(aGroup(changes), { ...pantry, ...facts }, '').map(({ pointer }) => pointer);

describe('what EC2 does not have of what a group asks for', () => {
  it.each<{ reason: string; changes: Partial<HostGroupSpec>; facts?: Partial<Facts>; at: string[] }>([
    { reason: 'nothing is wrong', changes: {}, at: [] },
    { reason: 'a type is unknown', changes: { instanceTypes: ['t3.medium', 't9.huge'] }, at: ['/instanceTypes/1'] },
    {
      reason: 'types are of two architectures',
      changes: { instanceTypes: ['t3.medium', 't4g.medium'] },
      at: ['/instanceTypes'],
    },
    { reason: 'the image is unknown', changes: { ami: { family: 'al2023', id: 'ami-00000009' } }, at: ['/ami/id'] },
    {
      reason: 'the image is for another architecture, and larger than the disk',
      changes: { ami: { family: 'al2023', id: 'ami-00000001' } },
      at: ['/ami/id', '/rootVolume/sizeGiB'],
    },
    {
      reason: 'a zone has no subnet',
      changes: network({ availabilityZones: ['us-east-1a', 'us-east-1z'] }),
      at: ['/network/availabilityZones/1'],
    },
    {
      reason: 'a subnet is unknown',
      changes: network({ subnets: ['subnet-00000001', 'subnet-00000009'] }),
      at: ['/network/subnets/1'],
    },
    {
      reason: 'a security group is unknown',
      changes: network({ securityGroups: ['sg-00000009'] }),
      at: ['/network/securityGroups/0'],
    },
    {
      reason: 'subnets are in two VPCs',
      changes: network({ subnets: ['subnet-00000001', 'subnet-00000002'] }),
      facts: { subnets: [aSubnet(), aSubnet({ id: 'subnet-00000002', vpcId: 'vpc-2' })] },
      at: ['/network/subnets'],
    },
    { reason: 'there is no default VPC', changes: {}, facts: { subnets: [] }, at: ['/network'] },
    {
      reason: 'a named subnet has no way out',
      changes: network({ subnets: ['subnet-00000001'] }),
      facts: { subnets: [aSubnet({ wayOut: 'none' })] },
      at: ['/network/subnets/0'],
    },
    {
      reason: 'a host without a public IP would have no way out',
      changes: network({ publicIp: 'no' }),
      facts: { subnets: [aSubnet()] },
      at: ['/network/publicIp'],
    },
    {
      reason: 'behind a NAT gateway no public IP is needed',
      changes: network({ publicIp: 'no' }),
      facts: { subnets: [aSubnet({ wayOut: 'nat' })] },
      at: [],
    },
  ])('$reason', ({ changes, facts, at }) => {
    expect(problems(changes, facts)).toEqual(at);
  });
});

describe('a type that EC2 does not know', () => {
  it.each([
    { reason: 'a slip', name: 't3.medum', hint: 'Did you mean "t3.medium"?' },
    { reason: 'a slip in the family', name: 'tt3.medium', hint: 'Did you mean "t3.medium"?' },
    { reason: 'a size that there is not', name: 't3.gigantic', hint: 'There are t3.medium, t3.large.' },
    { reason: 'nothing like it', name: 'x99.huge', hint: undefined },
  ])('$reason', ({ name, hint }) => {
    const similarTypes = { [name]: ['m5.medium', 't3.medium', 't3.large'] };
    const [problem] = groupProblems(aGroup({ instanceTypes: [name] }), { ...pantry, similarTypes }, '');
    expect(problem?.hint).toBe(hint);
  });
});

it('the size of an ecs.config is nothing to tell of values that are wrong themselves', () => {
  expect(configProblems(aGroup({ agent: { LD_PRELOAD: 'x'.repeat(5_000) } }), '')).toEqual([]);
});
