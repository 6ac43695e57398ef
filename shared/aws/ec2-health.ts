/** What EC2 says about the health of instances: status checks, scheduled events, and spot instances that are about to go. */
import {
  DescribeInstanceStatusCommand,
  DescribeSpotInstanceRequestsCommand,
  type EC2Client,
  type InstanceStatus,
} from '@aws-sdk/client-ec2';
import type { InstanceStatusView, ScheduledEvent, StatusCheck } from '../domain/snapshot.ts';
import { allPages, inBatches } from './batches.ts';
import { knownOnes } from './ec2-network.ts';

const statusBatch = 100;
/** A request has at most 200 filter values, and two of them are states. */
const spotBatch = 198;

/** One id that EC2 has forgotten fails a whole call: such a batch is asked about one by one. */
export const readStatuses = async (ec2: EC2Client, ids: readonly string[]): Promise<readonly InstanceStatusView[]> => {
  const found = await Promise.all(
    inBatches(ids, statusBatch).map((batch) =>
      knownOnes(batch, async (known) => {
        const answer = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: known }));
        return answer.InstanceStatuses ?? [];
      }),
    ),
  );
  return found.flat().map(statusView);
};

const checks: Readonly<Record<string, StatusCheck>> = {
  ok: 'ok',
  impaired: 'impaired',
  initializing: 'initializing',
  'insufficient-data': 'insufficient-data',
  'not-applicable': 'not-applicable',
};

const statusView = (status: InstanceStatus): InstanceStatusView => {
  const details = [...(status.SystemStatus?.Details ?? []), ...(status.InstanceStatus?.Details ?? [])];
  const since = details.flatMap(({ ImpairedSince }) => ImpairedSince?.getTime() ?? []);
  return {
    id: status.InstanceId ?? '',
    system: checks[status.SystemStatus?.Status ?? ''] ?? 'insufficient-data',
    instance: checks[status.InstanceStatus?.Status ?? ''] ?? 'insufficient-data',
    ...(since.length > 0 && { impairedSince: Math.min(...since) }),
    events: (status.Events ?? []).flatMap(({ Code, NotBefore, Description = '' }) =>
      // EC2 keeps showing an event that is over, and says so only in its description.
      Code === undefined || NotBefore === undefined || /^\[(Completed|Canceled)\]/.test(Description)
        ? []
        : [{ code: Code as ScheduledEvent['code'], notBefore: NotBefore.getTime(), description: Description }],
    ),
  };
};

/**
 * The mark comes with the two-minute notice.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html
 */
export const readInterrupted = async (ec2: EC2Client, ids: readonly string[]): Promise<readonly string[]> => {
  const batches = await Promise.all(
    inBatches(ids, spotBatch).map((batch) =>
      allPages(
        (token) =>
          ec2.send(
            new DescribeSpotInstanceRequestsCommand({
              Filters: [
                { Name: 'instance-id', Values: batch },
                { Name: 'status-code', Values: ['marked-for-termination', 'marked-for-stop'] },
              ],
              ...(token && { NextToken: token }),
            }),
          ),
        (page) => page.SpotInstanceRequests,
        (page) => page.NextToken,
      ),
    ),
  );
  return batches.flat().flatMap(({ InstanceId }) => InstanceId ?? []);
};
