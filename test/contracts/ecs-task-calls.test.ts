/** RunTask, StartTask and the operations beside them, as AWS documents their calls. Sources stand beside the facts. */
import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  PutAttributesCommand,
  RunTaskCommand,
  StartTaskCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  await addHosts(shop.fleet, 'shop', [{}]);
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html: up to 64 characters, for 24 hours.
describe('a client token of RunTask', () => {
  const run = (changes: object = {}) => shop.run({ clientToken: 'one', ...changes });
  const arnsOf = ({ tasks = [] }: Awaited<ReturnType<typeof run>>) => tasks.map(({ taskArn }) => taskArn);
  beforeEach(() => registerWeb(shop.fleet));

  test('gives the same tasks for a day, then others', async () => {
    const first = arnsOf(await run());
    await shop.fleet.settle(23 * 3_600_000);
    expect(arnsOf(await run())).toEqual(first);
    await shop.fleet.settle(2 * 3_600_000);
    expect(arnsOf(await run())).not.toEqual(first);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html, ConflictException
  test('conflicts with another request, and names the tasks it stands for', async () => {
    const resourceIds = arnsOf(await run());
    await expect(run({ count: 2 })).rejects.toMatchObject({ name: 'ConflictException', resourceIds });
    expect(arnsOf(await run({ clientToken: 'ONE' }))).not.toEqual(resourceIds);
  });

  test.each([
    { failuresBindToken: false, tasks: 1 },
    { failuresBindToken: true, tasks: 0 },
  ])('that got failures only binds: $failuresBindToken', async ({ failuresBindToken, tasks }) => {
    shop = await openShop({ failuresBindToken });
    await registerWeb(shop.fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 6_000 }] });
    await addHosts(shop.fleet, 'shop', [{}]);
    expect(await run()).toMatchObject({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] });
    await addHosts(shop.fleet, 'shop', [{ type: 'm5.large' }]);
    const again = await run();
    expect([again.tasks?.length, again.failures?.length]).toEqual([tasks, 1 - tasks]);
  });
});

// As seen in eddmann/serverless-fargate#20 for a subnet. That security groups are refused likewise is not verified.
test.each([
  [
    { subnets: ['birdzview'] },
    "Error retrieving subnet information for [birdzview]: The subnet ID 'birdzview' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
  ],
  [
    { securityGroups: ['sg-12344321'] },
    "Error retrieving security group information for [sg-12344321]: The security group 'sg-12344321' does not exist (ErrorCode: InvalidGroup.NotFound)",
  ],
])('what runs in a network of its own needs one that EC2 knows: %j', async (changes, refusal) => {
  await registerWeb(shop.fleet, { networkMode: 'awsvpc' });
  const [known = ''] = shop.fleet.world.ec2.subnets.keys();
  const networkConfiguration = { awsvpcConfiguration: { subnets: [known], ...changes } };
  for (const call of [shop.run({ networkConfiguration }), shop.create({ networkConfiguration })])
    expect(await refusalOf(call)).toBe(`InvalidParameterException: ${refusal}`);
});

// The reasons: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
test('StartTask answers for each container instance that cannot take the task', async () => {
  await registerWeb(shop.fleet);
  const [arn = ''] = await shop.listHosts();
  const startOn = async (host: string) => {
    const { failures } = await shop.fleet.ecs.send(
      new StartTaskCommand({ cluster: 'shop', taskDefinition: 'web', containerInstances: [host] }),
    );
    return failures?.map(({ reason }) => reason);
  };
  expect(await startOn(arn)).toEqual([]);
  expect(await startOn('f'.repeat(32))).toEqual(['MISSING']);
  shop.fleet.world.faults.begin('agent-stop', {});
  expect(await startOn(arn)).toEqual(['AGENT']);
});

// A failure has "the Amazon Resource Name (ARN) of the failed resource": API_Failure. k1LoW/awspec#228 shows one.
test('what is missing is called by its ARN, in whichever form it was asked for', async () => {
  await registerWeb(shop.fleet);
  const [id, cluster] = ['f'.repeat(32), 'shop'];
  const arn = `arn:aws:ecs:us-east-1:000000000000:container-instance/shop/${id}`;
  const { ecs } = shop.fleet;
  for (const containerInstances of [[id], [arn]]) {
    const answers = [
      await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances })),
      await ecs.send(new UpdateContainerInstancesStateCommand({ cluster, containerInstances, status: 'DRAINING' })),
      await ecs.send(new StartTaskCommand({ cluster, containerInstances, taskDefinition: 'web' })),
    ];
    for (const { failures } of answers) expect(failures).toEqual([{ arn, reason: 'MISSING' }]);
  }
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html and those of the other operations
describe('batches have their limits', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, '0'));
  const attributes = (count: number) => many(count).map((id) => ({ name: `a${id}`, targetId: id }));
  const cluster = 'shop';
  test.each([
    ['100 of DescribeTasks', new DescribeTasksCommand({ cluster, tasks: many(101) })],
    [
      '100 of DescribeContainerInstances',
      new DescribeContainerInstancesCommand({ cluster, containerInstances: many(101) }),
    ],
    [
      '10 of UpdateContainerInstancesState',
      new UpdateContainerInstancesStateCommand({ cluster, containerInstances: many(11), status: 'DRAINING' }),
    ],
    ['10 of RunTask', new RunTaskCommand({ cluster, taskDefinition: 'web', count: 11 })],
    ['10 of StartTask', new StartTaskCommand({ cluster, taskDefinition: 'web', containerInstances: many(11) })],
    ['10 of PutAttributes', new PutAttributesCommand({ cluster, attributes: attributes(11) })],
  ])('%s', async (_what, command) => {
    await registerWeb(shop.fleet);
    expect(await refusalOf(shop.fleet.ecs.send(command as DescribeTasksCommand))).toMatch(
      /^InvalidParameterException: /,
    );
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
test('ListTasks finds stopped tasks by desired status, and none for PENDING, which ECS never sets', async () => {
  const arn = await shop.runOne();
  await shop.stop(arn);
  expect(await shop.listTasks()).toEqual([]);
  expect(await shop.listTasks({ desiredStatus: 'STOPPED' })).toEqual([arn]);
  expect((await shop.taskNow(arn))?.lastStatus).toBe('RUNNING');
  expect(await shop.listTasks({ desiredStatus: 'PENDING' })).toEqual([]);
});
