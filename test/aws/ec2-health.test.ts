import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Fleet } from '../../shared/aws/ec2-fleet.ts';
import { awsException, quietSurroundings } from '../support/surroundings.ts';

const ec2 = mockClient(EC2Client);
const fleet = ec2Fleet(quietSurroundings(), 'quaymaster-test');
const ids = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`);
const gone = awsException('InvalidInstanceID.NotFound', 400);

beforeEach(() => ec2.reset());

describe('status checks', () => {
  const asked = () => ec2.commandCalls(DescribeInstanceStatusCommand).map((call) => call.args[0].input);

  it('are asked for by id, at most 100 at once, and nobody is asked about none', async () => {
    ec2.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [] });
    await fleet.statuses(ids(101));
    expect(asked().map(({ InstanceIds = [] }) => InstanceIds.length)).toEqual([100, 1]);
    // The API refuses a page size beside ids.
    expect(asked().flatMap(Object.keys)).toEqual(['InstanceIds', 'InstanceIds']);
    await fleet.statuses([]);
    expect(asked()).toHaveLength(2);
  });

  it('are told with since when one fails, and with what is still to come', async () => {
    const [earlier, later] = [new Date('2026-03-01T08:00:00Z'), new Date('2026-03-01T09:00:00Z')];
    ec2.on(DescribeInstanceStatusCommand).resolves({
      InstanceStatuses: [
        {
          InstanceId: 'i-1',
          SystemStatus: { Status: 'impaired', Details: [{ Name: 'reachability', ImpairedSince: later }] },
          InstanceStatus: { Status: 'impaired', Details: [{ Name: 'reachability', ImpairedSince: earlier }] },
          Events: [
            { Code: 'instance-retirement', NotBefore: later, Description: 'degraded hardware' },
            { Code: 'system-reboot', NotBefore: earlier, Description: '[Completed] a reboot' },
            { Code: 'instance-stop', NotBefore: earlier, Description: '[Canceled] a stop' },
            { Code: 'instance-stop', Description: 'without a date' },
          ],
        },
        { InstanceId: 'i-2', SystemStatus: { Status: 'ok' }, InstanceStatus: { Status: 'initializing' } },
        { InstanceId: 'i-3', SystemStatus: { Status: 'something new' as never } },
      ],
    });
    expect(await fleet.statuses(ids(3))).toEqual([
      {
        id: 'i-1',
        system: 'impaired',
        instance: 'impaired',
        impairedSince: earlier.getTime(),
        events: [{ code: 'instance-retirement', notBefore: later.getTime(), description: 'degraded hardware' }],
      },
      { id: 'i-2', system: 'ok', instance: 'initializing', events: [] },
      { id: 'i-3', system: 'insufficient-data', instance: 'insufficient-data', events: [] },
    ]);
  });

  it('of the others are read although EC2 has forgotten one', async () => {
    ec2.on(DescribeInstanceStatusCommand).callsFake(({ InstanceIds }: { InstanceIds: string[] }) => {
      if (InstanceIds.includes('i-1')) throw gone;
      return { InstanceStatuses: InstanceIds.map((InstanceId) => ({ InstanceId })) };
    });
    expect((await fleet.statuses(ids(3))).map(({ id }) => id)).toEqual(['i-0', 'i-2']);
  });

  it.each([
    { code: 'RequestLimitExceeded', status: 503, meaning: 'CloudThrottled' },
    { code: 'UnauthorizedOperation', status: 403, meaning: 'CloudDenied' },
    { code: 'InternalError', status: 500, meaning: 'CloudUnavailable' },
  ])('that cannot be read are no answer: $code is $meaning', async ({ code, status, meaning }) => {
    ec2.on(DescribeInstanceStatusCommand).rejects(awsException(code, status));
    await expect(fleet.statuses(['i-1'])).rejects.toMatchObject({ code: meaning });
  });
});

describe('spot instances that EC2 takes back', () => {
  it('are found by the marks of their requests, at most 198 at once, page by page: with the two states that is all that EC2 takes', async () => {
    ec2
      .on(DescribeSpotInstanceRequestsCommand)
      .resolvesOnce({ SpotInstanceRequests: [{ InstanceId: 'i-1' }], NextToken: 'more' })
      .resolves({ SpotInstanceRequests: [{ InstanceId: 'i-2' }, {}] });
    expect(await fleet.interrupted(ids(198))).toEqual(['i-1', 'i-2']);
    const [first, second] = ec2.commandCalls(DescribeSpotInstanceRequestsCommand).map((call) => call.args[0].input);
    expect(first?.Filters).toEqual([
      { Name: 'instance-id', Values: ids(198) },
      { Name: 'status-code', Values: ['marked-for-termination', 'marked-for-stop'] },
    ]);
    expect(second).toEqual({ ...first, NextToken: 'more' });
    ec2.reset();
    ec2.on(DescribeSpotInstanceRequestsCommand).resolves({});
    expect(await fleet.interrupted(ids(397))).toEqual([]);
    expect(ec2.commandCalls(DescribeSpotInstanceRequestsCommand)).toHaveLength(3);
  });
});

it('instances of our stack are asked for in one call, without those that are gone', async () => {
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] });
  expect((await fleet.instancesOfStack()).map(({ id }) => id)).toEqual(['i-1']);
  expect(ec2.commandCalls(DescribeInstancesCommand).map((call) => call.args[0].input.Filters)).toEqual([
    [
      { Name: 'tag:quaymaster:stack', Values: ['quaymaster-test'] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
    ],
  ]);
});
