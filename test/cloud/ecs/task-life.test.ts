import { DescribeTasksCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { exitContainer } from '../../../local/cloud/ecs/behaviour/exit-container.ts';
import { addHosts, recordEvents, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

/** The statuses that a task went through, as its events tell. */
const statusesOf = (events: ReturnType<typeof recordEvents>, arn: string | undefined) => {
  const details = events
    .filter(({ resources }) => resources.includes(arn ?? ''))
    .map(({ detail }) => detail as { version: number; lastStatus: string })
    .sort((one, other) => one.version - other.version);
  expect(details.map(({ version }) => version)).toEqual(details.map((_, index) => index + 1));
  return details.map(({ lastStatus }) => lastStatus).filter((status, index, all) => status !== all[index - 1]);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html */
describe('the life of a task', () => {
  test('goes over PENDING and ACTIVATING to RUNNING, and over DEACTIVATING and STOPPING to STOPPED', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    const events = recordEvents(shop.fleet.world);
    const { tasks } = await shop.run();
    expect(tasks?.[0]).toMatchObject({
      lastStatus: 'PENDING',
      desiredStatus: 'RUNNING',
      group: 'family:web',
      launchType: 'EC2',
    });
    const arn = tasks?.[0]?.taskArn;
    await shop.fleet.settle();
    const running = await shop.taskNow(arn);
    expect(running).toMatchObject({
      lastStatus: 'RUNNING',
      connectivity: 'CONNECTED',
      containers: [{ name: 'web', lastStatus: 'RUNNING', image: 'nginx' }],
    });
    expect(running?.containers?.[0]?.runtimeId).toMatch(/^[0-9a-f]{64}$/);
    expect(running?.containers?.[0]?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const times = [running?.createdAt, running?.pullStartedAt, running?.pullStoppedAt, running?.startedAt];
    expect(times).toEqual([...times].sort((one, other) => Number(one) - Number(other)));

    const { task } = await shop.stop(arn, 'enough');
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' });
    await shop.fleet.settle();
    const stopped = await shop.taskNow(arn);
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', containers: [{ lastStatus: 'STOPPED', exitCode: 143 }] });
    expect(stopped?.stoppedAt).toBeInstanceOf(Date);
    expect(statusesOf(events, arn)).toEqual([
      'PENDING',
      'ACTIVATING',
      'RUNNING',
      'DEACTIVATING',
      'STOPPING',
      'STOPPED',
    ]);
  });

  test('in awsvpc mode begins with PROVISIONING and ends with DEPROVISIONING, around its network interface', async () => {
    shop.fleet.world.ec2.subnets.set('subnet-task', {
      id: 'subnet-task',
      vpcId: 'vpc-1',
      cidr: '10.0.1.0/28',
      availabilityZone: 'us-east-1a',
      defaultForAz: false,
      mapPublicIpOnLaunch: false,
      taken: new Set(),
      occupied: 0,
      tags: new Map(),
    });
    await addHosts(shop.fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }]);
    await registerWeb(shop.fleet, { networkMode: 'awsvpc' });
    const events = recordEvents(shop.fleet.world);
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-task'] } };
    const { tasks } = await shop.run({ networkConfiguration });
    const arn = tasks?.[0]?.taskArn;
    await shop.fleet.settle();
    const running = await shop.taskNow(arn);
    const address = running?.attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
    expect(address).toMatch(/^10\.0\.1\.\d+$/);
    expect(running).toMatchObject({
      availabilityZone: 'us-east-1a',
      attachments: [{ type: 'ElasticNetworkInterface', status: 'ATTACHED' }],
      containers: [{ networkInterfaces: [{ privateIpv4Address: address }] }],
    });
    await shop.stop(arn);
    await shop.fleet.settle();
    expect(shop.fleet.world.ec2.subnets.get('subnet-task')?.taken.size).toBe(0);
    expect(statusesOf(events, arn)).toEqual([
      'PROVISIONING',
      'PENDING',
      'ACTIVATING',
      'RUNNING',
      'DEACTIVATING',
      'STOPPING',
      'DEPROVISIONING',
      'STOPPED',
    ]);
    await expect(shop.run()).rejects.toThrow(
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  });

  test('ends when an essential container exits, and not when another does', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet, {
      containerDefinitions: [
        { name: 'app', image: 'app', memory: 128, essential: true },
        { name: 'setup', image: 'setup', memory: 128, essential: false },
      ],
    });
    const { tasks } = await shop.run();
    const arn = tasks?.[0]?.taskArn ?? '';
    await shop.fleet.settle();
    exitContainer(shop.fleet.world, arn, 'setup', 0);
    await shop.fleet.settle();
    expect(await shop.taskNow(arn)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    exitContainer(shop.fleet.world, arn, 'app', 3);
    await shop.fleet.settle();
    expect(await shop.taskNow(arn)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'app', exitCode: 3 },
        { name: 'setup', exitCode: 0 },
      ],
    });
  });

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html */
  test('never begins when an image cannot be pulled', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet, { containerDefinitions: [{ name: 'web', image: 'missing:1', memory: 128 }] });
    shop.fleet.world.ecs.unpullableImages.add('missing:1');
    const { tasks } = await shop.run();
    await shop.fleet.settle();
    const task = await shop.taskNow(tasks?.[0]?.taskArn);
    expect(task).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
    });
    expect(task?.containers?.[0]?.reason).toMatch(/^CannotPullContainerError: /);
    expect(task?.containers?.[0]?.exitCode).toBeUndefined();
    expect(task?.startedAt).toBeUndefined();
  });

  test('is shown for an hour after its end', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    const { tasks } = await shop.run();
    const arn = tasks?.[0]?.taskArn ?? '';
    await shop.fleet.settle();
    await shop.stop(arn);
    await shop.fleet.settle(55 * 60_000);
    expect(await shop.listTasks({ desiredStatus: 'STOPPED' })).toEqual([arn]);
    await shop.fleet.settle(10 * 60_000);
    const { tasks: none, failures } = await shop.fleet.ecs.send(
      new DescribeTasksCommand({ cluster: 'shop', tasks: [arn] }),
    );
    expect(none).toEqual([]);
    expect(failures).toEqual([{ arn, reason: 'MISSING' }]);
    expect(await shop.listTasks({ desiredStatus: 'STOPPED' })).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html */
describe('StopTask', () => {
  test('of an unknown task is an error, of a stopped one is not', async () => {
    await expect(shop.stop('f'.repeat(32))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    const { tasks } = await shop.run();
    await shop.stop(tasks?.[0]?.taskArn, 'first');
    await shop.fleet.settle();
    const { task } = await shop.stop(tasks?.[0]?.taskArn, 'second');
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'first' });
  });

  test('kills containers that do not stop within their timeout', async () => {
    shop = await openShop({ taskStopMs: [20_000, 20_000] });
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet, {
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128, stopTimeout: 5 }],
    });
    const { tasks } = await shop.run();
    await shop.fleet.settle();
    await shop.stop(tasks?.[0]?.taskArn);
    await shop.fleet.settle(5_001);
    expect(await shop.taskNow(tasks?.[0]?.taskArn)).toMatchObject({
      lastStatus: 'STOPPED',
      containers: [{ exitCode: 137 }],
    });
  });
});
