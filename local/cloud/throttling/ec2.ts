/**
 * "Request throttling for the Amazon EC2 API": https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html. Each action
 * has a bucket of its own, of the size of its category; some have one for the instances that they touch as well.
 */
import { ec2Service } from '../ec2/service.ts';
import type { ThrottleGroup } from './group.ts';

type Input = Readonly<Record<string, unknown>>;

/** "Uncategorized actions", those that are here. */
const uncategorized: Readonly<Record<string, readonly [burst: number, perSecond: number]>> = {
  AssociateIamInstanceProfile: [100, 5],
  CreateDefaultSubnet: [1, 1],
  CreateDefaultVpc: [1, 1],
  CreateLaunchTemplateVersion: [100, 5],
  CreateNatGateway: [10, 1],
  CreateNetworkInterface: [100, 5],
  CreateTags: [100, 10],
  CreateVpcEndpoint: [4, 0.3],
  DeleteNatGateway: [10, 1],
  DeleteNetworkInterface: [100, 5],
  DeleteTags: [100, 10],
  DeleteVpcEndpoints: [4, 0.3],
  DeregisterImage: [100, 5],
  DescribeIdFormat: [10, 10],
  DescribeSpotFleetInstances: [100, 5],
  DescribeSpotFleetRequests: [50, 3],
  DisassociateIamInstanceProfile: [100, 5],
  ModifyInstanceMetadataDefaults: [2, 2],
  ModifyInstanceMetadataOptions: [100, 5],
  ModifyLaunchTemplate: [100, 5],
  ModifyNetworkInterfaceAttribute: [100, 5],
  RunInstances: [5, 2],
  StartInstances: [5, 2],
  TerminateInstances: [100, 5],
};

/** "Unfiltered and unpaginated non-mutating actions": with neither a filter nor a page size they use a smaller bucket. */
const unfiltered = [
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
];

const isRead = (operation: string): boolean => /^(Describe|List|Search|Get)/.test(operation);

/** Ids count as a filter here: the page does not say, and a wrong guess would refuse what AWS takes. */
const isNarrowed = (input: Input): boolean =>
  Object.entries(input).some(
    ([name, value]) =>
      /^(Filters|MaxResults|NextToken)$|(Ids|Names)$/.test(name) &&
      (Array.isArray(value) ? value.length > 0 : value !== undefined),
  );

const requests: readonly ThrottleGroup[] = Object.keys(ec2Service.operations).flatMap((operation): ThrottleGroup[] => {
  const own = { service: 'ec2', operations: [operation] };
  const [burst, perSecond] = uncategorized[operation] ?? (isRead(operation) ? [100, 20] : [50, 5]);
  const usual = { ...own, name: `ec2 ${operation}`, burst, perSecond };
  if (!unfiltered.includes(operation)) return [usual];
  return [
    { ...usual, tokens: (input) => (isNarrowed(input) ? 1 : 0) },
    {
      ...own,
      name: `ec2 ${operation} unfiltered`,
      burst: 50,
      perSecond: 10,
      tokens: (input) => (isNarrowed(input) ? 0 : 1),
    },
  ];
});

const idsOf = (input: Input): number => (Array.isArray(input['InstanceIds']) ? input['InstanceIds'].length : 0);

/** "Resource token bucket sizes and refill rates". RunInstances takes as many as it may launch: the page does not say which count. */
const resources: readonly ThrottleGroup[] = (
  [
    ['RunInstances', 2, (input) => Number(input['MaxCount'] ?? 0)],
    ['TerminateInstances', 20, idsOf],
    ['StartInstances', 2, idsOf],
    ['StopInstances', 20, idsOf],
  ] as const satisfies readonly (readonly [string, number, (input: Input) => number])[]
).map(([operation, perSecond, tokens]) => ({
  name: `ec2 ${operation} resources`,
  service: 'ec2',
  operations: [operation],
  burst: 1_000,
  perSecond,
  tokens,
}));

export const ec2Throttles: readonly ThrottleGroup[] = [...requests, ...resources];
