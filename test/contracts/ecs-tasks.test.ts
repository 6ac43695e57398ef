/** Tasks as AWS documents them: how they start, run, are checked and stop. Sources stand beside the facts. */
import { type ContainerDefinition, StartTaskCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { exitContainer } from '../../local/cloud/ecs/behaviour/exit-container.ts';
import { hostGoes } from '../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';

let shop: Shop;
let instance: string;
beforeEach(async () => {
  shop = await openShop();
  [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
});

const web = { name: 'web', image: 'nginx', memory: 128 };
const start = async (...containerDefinitions: ContainerDefinition[]): Promise<string> => {
  await registerWeb(shop.fleet, { containerDefinitions });
  const arn = (await shop.run()).tasks?.[0]?.taskArn ?? '';
  await shop.fleet.settle(15_000);
  return arn;
};

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html (stopCode) and
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
describe('a task that stops says why', () => {
  const world = () => shop.fleet.world;
  test.each<{
    why: string;
    make: (arn: string) => unknown;
    code: string;
    reason: string;
    exit?: number;
  }>([
    {
      why: 'a user stops it',
      make: (arn) => shop.stop(arn),
      code: 'UserInitiated',
      reason: 'Task stopped by user',
      exit: 143,
    },
    {
      why: 'a user stops it for a reason',
      make: (arn) => shop.stop(arn, 'too slow'),
      code: 'UserInitiated',
      reason: 'too slow',
      exit: 143,
    },
    {
      why: 'its container is done',
      make: (arn) => exitContainer(world(), arn, 'web', 0),
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      exit: 0,
    },
    {
      why: 'its container crashes',
      make: (arn) => exitContainer(world(), arn, 'web', 139),
      code: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      exit: 139,
    },
    {
      why: 'its instance is terminated',
      make: () => hostGoes(world(), instance, 'terminated'),
      code: 'TerminationNotice',
      reason: 'Host EC2 (instance {}) terminated.',
    },
  ])('when $why: $code', async ({ make, code, reason, exit }) => {
    const arn = await start(web);
    await make(arn);
    await shop.fleet.settle();
    const task = await shop.taskNow(arn);
    expect(task).toMatchObject({
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: code,
      stoppedReason: reason.replace('{}', instance),
    });
    expect(task?.containers?.[0]?.exitCode).toBe(exit);
    const times = [task?.startedAt, task?.stoppingAt, task?.stoppedAt].map((time) => time?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
  test.each([
    [
      'nobody/nothing',
      "pull access denied for nobody/nothing, repository does not exist or may require 'docker login'",
    ],
    ['nginx:typo', 'manifest for nginx:typo not found: manifest unknown'],
    ['registry.example:5000/web', 'pull access denied for registry.example:5000/web,'],
  ])('when the image %s cannot be pulled', async (image, words) => {
    shop.fleet.world.ecs.unpullableImages.add(image);
    const task = await shop.taskNow(await start({ ...web, image }));
    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' });
    expect(task?.containers?.[0]?.reason).toMatch(/^CannotPullContainerError: Error response from daemon: /);
    expect(task?.containers?.[0]?.reason).toContain(words);
  });
});

describe('containers of a task', () => {
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
  test('that others wait for to end have ended when the task runs', async () => {
    const dependsOn = [{ containerName: 'setup', condition: 'SUCCESS' as const }];
    const arn = await start({ ...web, dependsOn }, { ...web, name: 'setup', essential: false });
    expect(await shop.taskNow(arn)).toMatchObject({
      lastStatus: 'RUNNING',
      containers: [
        { name: 'web', lastStatus: 'RUNNING' },
        { name: 'setup', lastStatus: 'STOPPED', exitCode: 0 },
      ],
    });
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html: restarted when it has run for the
  // attempt period and its exit code is not among those ignored.
  test.each([
    { runsMs: 61_000, exitCode: 1, restarted: true },
    { runsMs: 10_000, exitCode: 1, restarted: false },
    { runsMs: 61_000, exitCode: 42, restarted: false },
  ])('with a restart policy, after $runsMs ms and exit code $exitCode: restarted $restarted', async (fact) => {
    const restartPolicy = { enabled: true, ignoredExitCodes: [42], restartAttemptPeriod: 60 };
    const arn = await start({ ...web, restartPolicy });
    const before = (await shop.taskNow(arn))?.containers?.[0]?.runtimeId;
    await shop.fleet.settle(fact.runsMs - 10_000);
    exitContainer(shop.fleet.world, arn, 'web', fact.exitCode);
    await shop.fleet.settle();
    const task = await shop.taskNow(arn);
    expect(task?.lastStatus).toBe(fact.restarted ? 'RUNNING' : 'STOPPED');
    expect(task?.containers?.[0]?.runtimeId !== before).toBe(fact.restarted);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html: UNKNOWN until the first check, and without any;
  // nonessential containers do not count.
  test.each([
    { reason: 'its check has passed', checks: [true], becomes: 'HEALTHY' },
    { reason: 'it has no check', checks: [false], becomes: 'UNKNOWN' },
    { reason: 'only a nonessential container has one', checks: [false, true], becomes: 'UNKNOWN' },
  ])('give it the health $becomes: $reason', async ({ checks, becomes }) => {
    const healthCheck = { command: ['CMD', 'true'], interval: 20 };
    const containers = checks.map((checked, index) => ({
      ...web,
      name: `c${index}`,
      essential: index === 0,
      ...(checked && { healthCheck }),
    }));
    const arn = await start(...containers);
    expect((await shop.taskNow(arn))?.healthStatus).toBe('UNKNOWN');
    await shop.fleet.settle(21_000);
    expect((await shop.taskNow(arn))?.healthStatus).toBe(becomes);
  });
});

describe('ports and networks', () => {
  const bindingsOf = async (arn: string) => (await shop.taskNow(arn))?.containers?.[0]?.networkBindings ?? [];
  const portsTaken = async (): Promise<readonly string[]> => {
    const [host] = await shop.hosts();
    return host?.remainingResources?.find(({ name }) => name === 'PORTS')?.stringSetValue ?? [];
  };

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
  test('bridge: no host port means one of the ephemeral range 32768–60999, a range one for each', async () => {
    const portMappings = [
      { containerPort: 80 },
      { containerPortRange: '9000-9002' },
      { containerPort: 53, hostPort: 53 },
    ];
    const bindings = await bindingsOf(await start({ ...web, portMappings }));
    expect(bindings.map(({ containerPort }) => containerPort)).toEqual([80, 9_000, 9_001, 9_002, 53]);
    const dynamic = bindings.slice(0, 4).map(({ hostPort = 0 }) => hostPort);
    expect(new Set(dynamic).size).toBe(4);
    for (const port of dynamic) expect(port >= 32_768 && port <= 60_999).toBe(true);
    expect(bindings[4]).toMatchObject({ hostPort: 53, protocol: 'tcp' });
    expect(await portsTaken()).toContain('53');
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#network_mode
  test.each([
    { networkMode: 'host' as const, bindings: [{ containerPort: 8_080, hostPort: 8_080 }], taken: true },
    { networkMode: 'none' as const, bindings: [], taken: false },
  ])('$networkMode: $bindings', async ({ networkMode, bindings, taken }) => {
    const portMappings = networkMode === 'none' ? [] : [{ containerPort: 8_080 }];
    await registerWeb(shop.fleet, { networkMode, containerDefinitions: [{ ...web, portMappings }] });
    const { tasks } = await shop.run();
    await shop.fleet.settle();
    expect(await bindingsOf(tasks?.[0]?.taskArn ?? '')).toMatchObject(bindings);
    expect((await portsTaken()).includes('8080')).toBe(taken);
    const second = await shop.run();
    expect(second.failures?.map(({ reason }) => reason)).toEqual(taken ? ['RESOURCE:PORTS'] : []);
  });

  // A t3.medium has three network interfaces, the host's own among them:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
  test('awsvpc: a host takes as many tasks as it has network interfaces to spare', async () => {
    const [subnet] = shop.fleet.world.ec2.subnets.values();
    await addHosts(shop.fleet, 'shop', [{ zone: subnet?.availabilityZone ?? '' }]);
    const [here] = (await shop.hosts()).filter(({ ec2InstanceId }) => ec2InstanceId !== instance);
    const arn = here?.containerInstanceArn ?? '';
    await registerWeb(shop.fleet, { networkMode: 'awsvpc', containerDefinitions: [web] });
    const startOne = () =>
      shop.fleet.ecs.send(
        new StartTaskCommand({
          cluster: 'shop',
          taskDefinition: 'web',
          containerInstances: [arn],
          networkConfiguration: { awsvpcConfiguration: { subnets: [subnet?.id ?? ''] } },
        }),
      );
    const answers = [await startOne(), await startOne(), await startOne()];
    expect(answers.map(({ tasks, failures }) => [tasks?.length, failures?.[0]?.reason])).toEqual([
      [1, undefined],
      [1, undefined],
      [0, 'RESOURCE:ENI'],
    ]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
  test('GPUs are given to containers by id, and back when they end', async () => {
    await addHosts(shop.fleet, 'shop', [{ type: 'g4dn.xlarge' }]);
    const arn = await start({ ...web, resourceRequirements: [{ type: 'GPU', value: '1' }] });
    expect((await shop.taskNow(arn))?.containers?.[0]?.gpuIds).toEqual([expect.stringMatching(/^GPU-/)]);
    const { failures } = await shop.run();
    expect(failures?.map(({ reason }) => reason)).toContain('RESOURCE:GPU');
    await shop.stop(arn);
    await shop.fleet.settle();
    expect((await shop.run()).tasks).toHaveLength(1);
  });
});
