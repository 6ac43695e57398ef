/** "Why is it not running?" is answered host by host, and as ECS itself then answers. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
const why = async (service = 'web') => (await story.api('GET', `/v1/clusters/c/services/${service}/why`)).body;
const asked = (body: object) => story.api('POST', '/v1/clusters/c/why', body);

const container = (cpu: number, memory: number, ports: readonly number[] = []) => ({
  cpu,
  memory,
  portMappings: ports.map((port) => ({ containerPort: port, hostPort: port })),
});

beforeAll(async () => {
  story = await cast.story({ seed: 7 });
  await cast.provisioned(story);
  await cast.definition(story, 'web');
  await cast.definition(story, 'giant', container(128, 6_000));
});

describe('a service', () => {
  it('that runs says so, and that nothing is in its way', async () => {
    await story.api('PUT', '/v1/clusters/c/services/web', { taskDefinition: 'web', desiredCount: 3 });
    await cast.until(story, 'three run', async () => (await why()).tasks?.running === 3, cast.minutes(5));
    await cast.until(
      story,
      'it is settled',
      async () => /nothing is in its way/.test((await why()).summary),
      cast.minutes(5),
    );
    const told = await why();
    expect(told).toMatchObject({
      fits: { onHosts: 3, ofHosts: 3 },
      rollout: { state: 'COMPLETED' },
      strategy:
        'Of the hosts that fit ECS takes those with the fewest of its tasks by availability zone, then fewest of its tasks by host.',
    });
    expect(told.zones).toMatch(
      /^Its tasks by zone: 1 in us-east-1a, 1 in us-east-1b, 1 in us-east-1c; that is balanced/,
    );
    expect(told.hosts.every((host: { group: string }) => host.group === 'main')).toBe(true);
  });

  it('that fits nowhere says what each host lacks, in the first sentence too', async () => {
    await story.api('PUT', '/v1/clusters/c/services/giant', { taskDefinition: 'giant', desiredCount: 2 });
    await cast.until(story, 'ECS says so', async () => (await why('giant')).ecsSays?.length > 0, cast.minutes(5));
    const told = await why('giant');
    expect(told.summary).toMatch(/Another task fits on none of 3 hosts now: 3 hosts: not enough memory, short by \d/);
    expect(told.reasons).toEqual([expect.stringMatching(/^3 hosts: not enough memory, short by [\d-]+ MiB$/)]);
    expect(told.hosts[0].why).toEqual([
      { reason: 'RESOURCE:MEMORY', detail: expect.stringMatching(/^the task needs 6000 MiB of memory, \d+ are free$/) },
    ]);
    expect(told.ecsSays[0].message).toContain('has insufficient memory available');
  });

  it('whose tasks were stopped says how', async () => {
    const [victim] = (await story.api('GET', '/v1/clusters/c/tasks?service=web')).body.tasks;
    await story.aws('ecs', 'StopTask', { cluster: 'c', task: victim.id, reason: 'by hand' });
    await cast.until(story, 'it is told', async () => (await why()).stopped?.length > 0, cast.minutes(5));
    expect((await why()).stopped[0]).toMatchObject({ id: victim.id, diagnosis: { cause: 'stopped-by-user' } });
    const listed = (await story.api('GET', '/v1/clusters/c/tasks?status=stopped&service=web')).body;
    expect(listed.tasks[0]).toMatchObject({ id: victim.id, diagnosis: { cause: 'stopped-by-user', byItself: false } });
  });

  it('that does not exist is not found', async () => {
    expect(await story.api('GET', '/v1/clusters/c/services/nope/why')).toMatchObject({ status: 404 });
    expect(await story.api('GET', '/v1/clusters/nope/services/web/why')).toMatchObject({ status: 404 });
  });
});

describe('a task definition with a placement', () => {
  it('is refused field by field when it is wrong, and runs nothing when it is right', async () => {
    const wrong = await asked({ taskDefinition: 'webb', count: 0, placement: 'custom' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/count',
      '/placement',
      '/taskDefinition',
    ]);
    const before = (await cast.runningTasks(story)).length;
    expect(await asked({ taskDefinition: 'web', placement: 'one-per-host', count: 3 })).toMatchObject({
      status: 200,
      body: { fits: { onHosts: 3, ofHosts: 3, asked: 3, placeable: 3 } },
    });
    expect((await cast.runningTasks(story)).length).toBe(before);
  });

  it('is said to fit exactly where ECS then places it, and not to fit for the reason that ECS gives', async () => {
    const expression = fc.constantFrom(
      'attribute:ecs.availability-zone == us-east-1a',
      'attribute:ecs.availability-zone in [us-east-1b, us-east-1c]',
      'attribute:colour == blue',
      'not(task:group == service:web)',
    );
    const wish = fc.record({
      cpu: fc.constantFrom(64, 512, 1_900, 4_000),
      memory: fc.constantFrom(64, 700, 3_000, 8_000),
      ports: fc.constantFrom<number[]>([], [8_080], [22], [8_080, 9_090]),
      count: fc.integer({ min: 1, max: 10 }),
      distinct: fc.boolean(),
      expression: fc.option(expression, { nil: undefined }),
    });
    let family = 0;
    const outcomes = { some: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(wish, async ({ cpu, memory, ports, count, distinct, expression: wanted }) => {
        family += 1;
        const taskDefinition = await cast.definition(story, `any${family}`, container(cpu, memory, ports));
        const constraints = [
          ...(distinct ? [{ type: 'distinctInstance' }] : []),
          ...(wanted === undefined ? [] : [{ type: 'memberOf', expression: wanted }]),
        ];
        const strategies = [{ type: 'spread', field: 'instanceId' }];
        const told = (await asked({ taskDefinition, count, placement: { name: 'custom', strategies, constraints } }))
          .body;
        const request = { cluster: 'c', taskDefinition, count, placementConstraints: constraints };
        const ran = await story.aws('ecs', 'RunTask', { ...request, placementStrategy: strategies });
        expect(ran.tasks.length).toBe(told.fits.placeable);
        outcomes[ran.tasks.length === 0 ? 'none' : 'some'] += 1;
        if (ran.tasks.length === 0) {
          const { containerInstances } = await story.aws('ecs', 'DescribeContainerInstances', {
            cluster: 'c',
            containerInstances: ran.failures.map(({ arn }: { arn: string }) => arn),
          });
          const said = Object.fromEntries(
            ran.failures.map(({ arn, reason }: { arn: string; reason: string }) => [
              containerInstances.find((one: { containerInstanceArn: string }) => one.containerInstanceArn === arn)
                .ec2InstanceId,
              reason,
            ]),
          );
          expect(
            Object.fromEntries(
              told.hosts.map(({ host, why: [first] }: { host: string; why: { reason: string }[] }) => [
                host,
                first?.reason,
              ]),
            ),
          ).toEqual(said);
        } else expect(told.fits.onHosts).toBeGreaterThan(0);
        for (const { taskArn } of ran.tasks) await story.aws('ecs', 'StopTask', { cluster: 'c', task: taskArn });
        await story.driver.pass(60_000);
      }),
      { numRuns: 25, seed: 4 },
    );
    expect(Math.min(outcomes.some, outcomes.none)).toBeGreaterThan(3);
  });
});
