/** AWS's token buckets, as its pages document them, on the simulated clock. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import { services } from '../../../local/cloud/services.ts';
import { throttleGroups } from '../../../local/cloud/throttling/table.ts';

const startAt = Date.UTC(2026, 0, 1);
const throttled = /^(ThrottlingException|RequestLimitExceeded|RequestThrottled|TooManyRequestsException|Throttling)$/;
let cloud: Cloud;
let driver: JumpDriver;
beforeEach(() => start(true));
const start = (throttling: boolean) => {
  cloud = createCloud({ seed: 1, startAt, knobs: { throttling } });
  driver = new JumpDriver(cloud.clock);
};

const caller = (role: string) => ({ accessKeyId: role, role, arn: `arn:aws:sts::000000000000:assumed-role/${role}/x` });
type Asked = readonly [service: string, operation: string, input?: object];
/** Asks so often at this moment; how many were throttled. */
const refusals = async (times: number, [service, operation, input = {}]: Asked, role = 'tester'): Promise<number> => {
  let refused = 0;
  for (let time = 0; time < times; time++)
    await cloud.call(service, operation, input, caller(role)).catch(({ code }) => {
      refused += throttled.test(code) ? 1 : 0;
    });
  return refused;
};

describe('a bucket', () => {
  test.each<{ asked: Asked; burst: number; perSecond: number }>([
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html: "DescribeClusters … 50 burst, 20 sustained".
    { asked: ['ecs', 'DescribeClusters'], burst: 50, perSecond: 20 },
    { asked: ['ecs', 'CreateCluster'], burst: 20, perSecond: 1 },
    { asked: ['ecs', 'ListTasks'], burst: 100, perSecond: 20 },
    { asked: ['ecs', 'UpdateService', { service: 'x' }], burst: 50, perSecond: 5 },
    // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
    { asked: ['ec2', 'DescribeSubnets'], burst: 100, perSecond: 20 },
    { asked: ['ec2', 'DescribeInstances'], burst: 50, perSecond: 10 },
    { asked: ['ec2', 'DescribeInstances', { MaxResults: 5 }], burst: 100, perSecond: 20 },
    { asked: ['ec2', 'RunInstances', { ImageId: 'ami-0', MinCount: 1, MaxCount: 1 }], burst: 5, perSecond: 2 },
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    { asked: ['sfn', 'ListStateMachines'], burst: 100, perSecond: 5 },
    { asked: ['ssm', 'GetParameter', { Name: 'x' }], burst: 40, perSecond: 40 },
    { asked: ['sts', 'GetCallerIdentity'], burst: 600, perSecond: 600 },
    { asked: ['lambda', 'ListFunctions'], burst: 15, perSecond: 15 },
  ])('of $asked holds $burst and refills by $perSecond a second', async ({ asked, burst, perSecond }) => {
    expect(await refusals(burst, asked)).toBe(0);
    expect(await refusals(3, asked)).toBe(3);
    await driver.pass(1_000);
    expect(await refusals(perSecond + 2, asked)).toBe(2);
    await driver.pass(3_600_000);
    expect(await refusals(burst + 1, asked)).toBe(1);
  });

  test('is shared by the operations of its group, and by nobody else', async () => {
    expect(await refusals(50, ['ecs', 'ListClusters'])).toBe(0);
    expect(await refusals(1, ['ecs', 'DescribeClusters'], 'another role')).toBe(1);
    expect(await refusals(1, ['ecs', 'ListTasks'])).toBe(0);
  });

  test('of a FIFO queue is its own', async () => {
    for (const QueueName of ['a.fifo', 'b.fifo', 'c'])
      await cloud.call(
        'sqs',
        'CreateQueue',
        { QueueName, ...(QueueName === 'c' ? {} : { Attributes: { FifoQueue: 'true' } }) },
        caller('x'),
      );
    const send = (name: string, more: object): Asked => [
      'sqs',
      'SendMessage',
      { QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`, MessageBody: 'x', ...more },
    ];
    const fifo = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
    expect(await refusals(301, send('a.fifo', fifo))).toBe(1);
    expect(await refusals(1, send('b.fifo', fifo))).toBe(0);
    expect(await refusals(400, send('c', {}))).toBe(0);
  });

  test('of instances is emptied by how many are asked for, and a refused call takes nothing from any', async () => {
    const run = (MaxCount: number): Asked => ['ec2', 'RunInstances', { ImageId: 'ami-0', MinCount: 1, MaxCount }];
    expect(await refusals(1, run(999))).toBe(0);
    expect(await refusals(3, run(2))).toBe(3);
    expect(await refusals(1, run(1))).toBe(0);
    await driver.pass(1_000);
    expect(await refusals(1, run(3))).toBe(1);
    expect(await refusals(1, run(2))).toBe(0);
  });
});

test('a refused call has no effect, and is in the journal', async () => {
  await refusals(21, ['ecs', 'CreateCluster', { clusterName: 'a' }]);
  expect(cloud.journal.entries().at(-1)).toMatchObject({ outcome: 'refused', code: 'ThrottlingException' });
  expect(await refusals(3, ['ssm', 'PutParameter', { Name: 'a', Value: 'x', Type: 'String', Overwrite: true }])).toBe(
    0,
  );
  expect(await refusals(1, ['ssm', 'PutParameter', { Name: 'b', Value: 'x', Type: 'String' }])).toBe(1);
  expect(cloud.world.ssm.parameters.has('/b')).toBe(false);
});

test('AWS does not throttle what it does itself', async () => {
  expect(await refusals(200, ['ecs', 'DescribeClusters'], 'events.amazonaws.com')).toBe(0);
});

test('unless the knob is turned, nobody is throttled', async () => {
  start(false);
  expect(await refusals(200, ['ecs', 'DescribeClusters'])).toBe(0);
});

describe('the fault throttle-bucket', () => {
  test.each([true, false])('empties a bucket, and scales it while it lasts (knob: %s)', async (knob) => {
    start(knob);
    cloud.faults.begin('throttle-bucket', { group: 'ecs cluster read', factor: 0.1 }, 10_000);
    expect(await refusals(1, ['ecs', 'ListClusters'])).toBe(1);
    await driver.pass(1_000);
    expect(await refusals(3, ['ecs', 'ListClusters'])).toBe(1);
    expect(await refusals(60, ['ecs', 'ListTasks'])).toBe(0);
    await driver.pass(15_000);
    expect(await refusals(50, ['ecs', 'ListClusters'])).toBe(0);
    expect(await refusals(1, ['ecs', 'ListClusters'])).toBe(knob ? 1 : 0);
  });

  test('closes all of a service with a factor of 0', async () => {
    const { end } = cloud.faults.begin('throttle-bucket', { group: 'ecs *', factor: 0 });
    await driver.pass(60_000);
    expect(await refusals(2, ['ecs', 'ListServices'])).toBe(2);
    await driver.pass(60_000);
    end();
    // Nothing came back meanwhile: it refills from now on.
    expect(await refusals(2, ['ecs', 'ListServices'])).toBe(2);
    await driver.pass(1_000);
    expect(await refusals(21, ['ecs', 'ListServices'])).toBe(1);
  });

  test('names the groups that there are when it is asked for another', () => {
    expect(() => cloud.faults.begin('throttle-bucket', { group: 'ecs clusters' })).toThrow(
      'there are ecs cluster modify',
    );
  });
});

test('the table names each group once, and each of its operations exists in AWS', async () => {
  expect(new Set(throttleGroups.map(({ name }) => name)).size).toBe(throttleGroups.length);
  const unknown: string[] = [];
  for (const { name, sdk } of services) {
    const commands = await sdk();
    for (const { operations } of throttleGroups.filter(({ service }) => service === name))
      unknown.push(...operations.filter((operation) => commands[`${operation}Command`] === undefined));
  }
  // An operation of the wire that the SDK never had under this name.
  expect(unknown).toEqual([]);
});
