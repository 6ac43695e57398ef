/** Attempts under throttling, while 100 hosts and a service come to be: AWS's buckets as they are, and at a fifth of their size. */
import { apiGroupOf } from '../shared/aws/api-groups.ts';
import { converge } from './converge.ts';
import type { Row } from './measure.ts';
import type { Attempt } from './stack.ts';

/** A group of fewer calls says nothing: the first refusal of one that is made twice is half of it. */
const fewest = 10;

/** The groups that we draw on: that hosts which register are throttled too is another story. */
const ours = [
  'ecs cluster modify',
  'ecs cluster read',
  'ecs cluster resource modify',
  'ecs cluster resource read',
  'ecs service modify',
  'ecs service read',
  'ecs task definition modify',
  'ecs task definition read',
  'ec2 RunInstances',
  'ec2 RunInstances resources',
  'ec2 DescribeInstances',
  'ec2 DescribeInstanceTypes',
  'ec2 DescribeInstanceStatus',
  'ec2 DescribeImages',
  'ec2 DescribeSubnets',
];

const rowsOf = (what: string, attempts: readonly Attempt[]): readonly Row[] => {
  const groupOf = ({ service, operation }: Attempt): string => apiGroupOf(service.toUpperCase(), operation);
  const groups = [...Map.groupBy(attempts, groupOf)].map(([group, made]) => ({
    group,
    ratio: made.length / made.filter(({ refused }) => !refused).length,
    made: made.length,
  }));
  const worst = groups.filter(({ made }) => made >= fewest).toSorted((a, b) => b.ratio - a.ratio)[0];
  return [
    {
      what: `attempts, ${what}`,
      ratio: attempts.length / attempts.filter(({ refused }) => !refused).length,
      against: 'the calls that were not throttled',
      bound: 1.5,
    },
    {
      what: `the same of the worst API group (${worst?.group})`,
      ratio: worst?.ratio ?? 1,
      against: `of groups with ${fewest} calls or more`,
      bound: 1.5,
    },
  ];
};

export const rows = async (): Promise<readonly Row[]> => {
  const real = await converge({ throttling: true });
  const fifth = await converge({}, ({ cloud: { faults } }) => {
    for (const group of ours) faults.begin('throttle-bucket', { group, factor: 0.2 });
  });
  return [...rowsOf("under AWS's throttles", real.attempts), ...rowsOf('under a fifth of them', fifth.attempts)];
};
