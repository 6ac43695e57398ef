/** The port Fleet on EC2. */
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type Filter,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { InstanceView } from '../domain/snapshot.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf, isDefiniteRefusal, translated } from './aws-errors.ts';
import { allPages, inBatches } from './batches.ts';
import { clientOf } from './client.ts';
import { readInterrupted, readStatuses } from './ec2-health.ts';
import { knownOnes, readSubnets } from './ec2-network.ts';
import { runInstancesInput } from './ec2-run-instances.ts';
import { imageView, instanceTypeView, instanceView } from './ec2-views.ts';

const describeInstancesPage = 1_000;
const terminateBatch = 100;
const describeTypesBatch = 100;

/** `stack` is the value of the tag `quaymaster:stack`: what carries another one does not exist for us. */
export const ec2Fleet = (around: Surroundings, stack: string): Fleet => {
  const ec2 = clientOf(EC2Client, around);

  const describe = async (filters: Filter[]): Promise<InstanceView[]> => {
    const reservations = await allPages(
      (token) =>
        ec2.send(
          new DescribeInstancesCommand({
            Filters: filters,
            MaxResults: describeInstancesPage,
            ...(token && { NextToken: token }),
          }),
        ),
      (page) => page.Reservations,
      (page) => page.NextToken,
    );
    return reservations.flatMap((reservation) => (reservation.Instances ?? []).map(instanceView));
  };

  return {
    instancesOf: (cluster) =>
      asking('ec2', () =>
        describe([
          { Name: 'tag:quaymaster:stack', Values: [stack] },
          { Name: 'tag:quaymaster:cluster', Values: [cluster] },
        ]),
      ),

    instances: (ids) =>
      asking('ec2', async () => {
        const found = await Promise.all(
          inBatches(ids, 200).map((batch) => describe([{ Name: 'instance-id', Values: batch }])),
        );
        return found.flat();
      }),

    instancesOfStack: () =>
      asking('ec2', () =>
        describe([
          { Name: 'tag:quaymaster:stack', Values: [stack] },
          { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
        ]),
      ),

    statuses: (ids) => asking('ec2', () => readStatuses(ec2, ids)),

    interrupted: (ids) => asking('ec2', () => readInterrupted(ec2, ids)),

    launchedWith: (clientToken) => asking('ec2', () => describe([{ Name: 'client-token', Values: [clientToken] }])),

    async launch(request) {
      try {
        const answer = await ec2.send(new RunInstancesCommand(runInstancesInput(request)));
        return { status: 'launched', instances: (answer.Instances ?? []).map(instanceView) };
      } catch (error) {
        if (!isDefiniteRefusal(error)) throw translated('ec2', error);
        return { status: 'refused', code: codeOf(error), message: error instanceof Error ? error.message : '' };
      }
    },

    /** One unknown id fails a whole call; such a batch is repeated one by one, and what is gone is success. */
    async terminate(ids) {
      for (const batch of inBatches(ids, terminateBatch))
        await asking('ec2', () =>
          knownOnes(batch, async (known) => {
            await ec2.send(new TerminateInstancesCommand({ InstanceIds: known }));
            return [];
          }),
        );
    },

    instanceTypes: (names) =>
      asking('ec2', async () => {
        const batches = inBatches([...new Set(names)], describeTypesBatch);
        const found = await Promise.all(
          batches.map((batch) =>
            knownOnes(batch, async (known) => {
              const answer = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: known as never }));
              return answer.InstanceTypes ?? [];
            }),
          ),
        );
        return found.flat().map(instanceTypeView);
      }),

    typeNamesLike: (name) =>
      asking('ec2', async () => {
        const [family = '', size = ''] = name.split('.');
        const filter = { Name: 'instance-type', Values: [`${family}.*`, `*.${size}`] };
        const types = await allPages(
          (token) =>
            ec2.send(new DescribeInstanceTypesCommand({ Filters: [filter], ...(token && { NextToken: token }) })),
          (page) => page.InstanceTypes,
          (page) => page.NextToken,
        );
        return types.flatMap(({ InstanceType }) => InstanceType ?? []);
      }),

    subnets: (ids) => asking('ec2', () => readSubnets(ec2, ids)),

    securityGroups: (ids) =>
      asking('ec2', async () => {
        if (ids.length === 0) return [];
        const answer = await ec2.send(
          new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }] }),
        );
        return (answer.SecurityGroups ?? []).map((group) => ({ id: group.GroupId ?? '', vpcId: group.VpcId ?? '' }));
      }),

    images: (ids) =>
      asking('ec2', () =>
        knownOnes(ids, async (known) => {
          const answer = await ec2.send(new DescribeImagesCommand({ ImageIds: known }));
          return (answer.Images ?? []).map(imageView);
        }),
      ),
  };
};
