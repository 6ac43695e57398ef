import { DescribeInstanceInformationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { ssmAgents } from '../../shared/aws/ssm-agents.ts';
import { awsException, quietSurroundings } from '../support/surroundings.ts';

const ssm = mockClient(SSMClient);
const agents = ssmAgents(quietSurroundings(), 'quaymaster-test-restart-agent');

beforeEach(() => ssm.reset());

it('asks who is online among these hosts only, 50 at once, page by page', async () => {
  ssm
    .on(DescribeInstanceInformationCommand)
    .resolvesOnce({ InstanceInformationList: [{ InstanceId: 'i-1' }], NextToken: 'more' })
    .resolves({ InstanceInformationList: [{ InstanceId: 'i-2' }] });
  const hosts = Array.from({ length: 50 }, (_, index) => `i-${index}`);
  expect(await agents.reachable(hosts)).toEqual(['i-1', 'i-2']);
  const [first, second] = ssm.commandCalls(DescribeInstanceInformationCommand).map((call) => call.args[0].input);
  expect(first).toEqual({
    Filters: [
      { Key: 'InstanceIds', Values: hosts },
      { Key: 'PingStatus', Values: ['Online'] },
    ],
    MaxResults: 50,
  });
  expect(second).toEqual({ ...first, NextToken: 'more' });
  expect(await agents.reachable([])).toEqual([]);
  expect(ssm.commandCalls(DescribeInstanceInformationCommand)).toHaveLength(2);
});

it('restarts an agent by our own document, which takes no parameters', async () => {
  ssm.on(SendCommandCommand).resolves({});
  expect(await agents.restart('i-1')).toBe('sent');
  expect(ssm.commandCalls(SendCommandCommand).map((call) => call.args[0].input)).toEqual([
    { DocumentName: 'quaymaster-test-restart-agent', InstanceIds: ['i-1'] },
  ]);
});

it.each([
  { code: 'InvalidInstanceId', status: 400, outcome: { answer: 'unreachable' } },
  { code: 'AccessDeniedException', status: 400, outcome: { thrown: 'CloudDenied' } },
  { code: 'InvalidDocument', status: 400, outcome: { thrown: 'CloudRefused' } },
  { code: 'ThrottlingException', status: 400, outcome: { thrown: 'CloudThrottled' } },
])('a restart that ends in $code is $outcome', async ({ code, status, outcome }) => {
  ssm.on(SendCommandCommand).rejects(awsException(code, status));
  const came = await agents.restart('i-1').then(
    (answer) => ({ answer }),
    (error: { code: string }) => ({ thrown: error.code }),
  );
  expect(came).toEqual(outcome);
});
