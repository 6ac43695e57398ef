/** The port Agents on Systems Manager. */
import { DescribeInstanceInformationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Agents } from '../ports/agents.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf } from './aws-errors.ts';
import { allPages, inBatches } from './batches.ts';
import { clientOf } from './client.ts';

/** DescribeInstanceInformation shows at most so many a page. */
const batchSize = 50;

/** `document` is the name of our own Command document. */
export const ssmAgents = (around: Surroundings, document: string): Agents => {
  const ssm = clientOf(SSMClient, around);
  return {
    reachable: (instanceIds) =>
      asking('ssm', async () => {
        const found = await Promise.all(
          inBatches(instanceIds, batchSize).map((batch) =>
            allPages(
              (token) =>
                ssm.send(
                  new DescribeInstanceInformationCommand({
                    Filters: [
                      { Key: 'InstanceIds', Values: batch },
                      { Key: 'PingStatus', Values: ['Online'] },
                    ],
                    MaxResults: batchSize,
                    ...(token && { NextToken: token }),
                  }),
                ),
              (page) => page.InstanceInformationList,
              (page) => page.NextToken,
            ),
          ),
        );
        return found.flat().flatMap(({ InstanceId }) => InstanceId ?? []);
      }),

    restart: (instanceId) =>
      asking('ssm', async () => {
        try {
          await ssm.send(new SendCommandCommand({ DocumentName: document, InstanceIds: [instanceId] }));
          return 'sent';
        } catch (error) {
          if (codeOf(error) === 'InvalidInstanceId') return 'unreachable';
          throw error;
        }
      }),
  };
};
