/** Workflows started as people start them in the console, with the examples to paste, on the whole stack. */
import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostReport } from '../../shared/domain/host-report.ts';
import type { TaskReport } from '../../shared/domain/task-report.ts';
import type { WishKind } from '../../shared/domain/wish.ts';
import { statesEntered } from '../cloud/states/stage.ts';
import { type RunningStack, runningStack } from '../support/running-stack.ts';

let stack: RunningStack;
beforeAll(async () => {
  stack = await runningStack();
  const { status } = await stack.api('POST', '/v1/task-definitions', {
    family: 'ransom',
    containerDefinitions: [{ name: 'marvel', image: 'busybox', cpu: 64, memory: 64, essential: true }],
  });
  expect(status).toBe(201);
});

const example = (name: string) => JSON.parse(readFileSync(`workflows/examples/${name}.json`, 'utf8'));

const start = async (kind: WishKind, input: unknown) => {
  const { executionArn } = await stack.aws('sfn', 'StartExecution', {
    stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:quaymaster-test-${kind}`,
    input: JSON.stringify(input),
  });
  for (;;) {
    await stack.driver.pass(5_000);
    const { status, error, cause, output } = await stack.aws('sfn', 'DescribeExecution', { executionArn });
    if (status === 'RUNNING') continue;
    const { events } = await stack.aws('sfn', 'GetExecutionHistory', { executionArn, maxResults: 1000 });
    return {
      ...{ status, error, cause, output: output === undefined ? undefined : JSON.parse(output) },
      // As a story: what is looked at again and again is told once.
      story: [...new Set(statesEntered(events as HistoryEvent[]))],
    };
  }
};
const inCluster = async (what: 'hosts' | 'tasks') =>
  (await stack.api('GET', `/v1/clusters/my-cluster/${what}`)).body[what];
const hosts = (): Promise<HostReport[]> => inCluster('hosts');
const tasks = (): Promise<TaskReport[]> => inCluster('tasks');
const stateOf = async (host: string) => (await hosts()).find((one) => one.host === host)?.state;

describe('one after the other, as a guide would have it', () => {
  it('provisions a cluster, and tells it as a story', async () => {
    const end = await start('provision-cluster', example('provision-cluster'));
    expect(end).toMatchObject({
      status: 'SUCCEEDED',
      output: { cluster: 'my-cluster', generation: 1, groups: [{ group: 'main', hosts: 3 }] },
      story: [
        ...['Check input', 'Write the wish', 'Look at the cluster', 'Have the hosts joined?'],
        ...['Wait until hosts have joined', 'Report the cluster'],
      ],
    });
    expect((await hosts()).map(({ state }) => state)).toEqual(['joined', 'joined', 'joined']);
  });

  it('changes nothing when it is as wished already', async () => {
    const end = await start('provision-cluster', example('provision-cluster'));
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { generation: 1 } });
  });

  it.each([
    ['deploy-service', { service: 'ransom', generation: 1, taskDefinition: 'ransom:1', running: 2 }],
    ['deploy-service.careful', { service: 'ransom', generation: 2, taskDefinition: 'ransom:1', running: 6 }],
    ['deploy-service.daemon', { service: 'watcher', generation: 1, running: 3 }],
  ])('deploys: %s', async (name, output) => {
    expect(await start('deploy-service', example(name))).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it('replaces a host under its services', async () => {
    const [{ host } = { host: '' }] = await hosts();
    const end = await start('replace-host', { ...example('replace-host'), host });
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { host, replaced: true } });
    const after = await hosts();
    expect(after.map((one) => one.host)).not.toContain(host);
    expect(after.filter(({ state }) => state === 'joined')).toHaveLength(3);
  });

  it('drains a host and activates it again', async () => {
    const [{ host } = { host: '' }] = await hosts();
    const drained = await start('change-host', { ...example('change-host'), host });
    expect(drained).toMatchObject({ status: 'SUCCEEDED', output: { host, drained: true } });
    expect(await stateOf(host)).toBe('draining');
    const activated = await start('change-host', { ...example('change-host.activate'), host });
    expect(activated).toMatchObject({ status: 'SUCCEEDED', output: { host, active: true } });
    expect(await stateOf(host)).toBe('joined');
  });

  it.each(['run-task', 'run-task.one-per-host', 'run-task.custom'])('runs tasks: %s', async (name) => {
    const end = await start('run-task', example(name));
    expect(end).toMatchObject({ status: 'SUCCEEDED' });
    expect(end.output.tasks).toHaveLength(example(name).count);
  });

  it('runs more than ten, and says what has no place', async () => {
    const many = await start('run-task', { ...example('run-task'), count: 25, placement: 'az-balanced-binpack' });
    expect(many.output.tasks).toHaveLength(25);
    const end = await start('run-task', { ...example('run-task.one-per-host'), count: 5, timeoutSeconds: 20 });
    expect(end).toMatchObject({ status: 'FAILED', error: 'PlacementImpossible' });
    expect(end.cause).toMatch(/^2 of 5 tasks have no place yet: .+\. 3 were placed and run on\.$/);
  });

  it('stops a task', async () => {
    const [{ id } = { id: '' }] = (await tasks()).filter(({ group }) => group.startsWith('run:'));
    const end = await start('stop-task', { ...example('stop-task'), task: id });
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { task: id, stoppedReason: 'stopped on request' } });
  });

  it('gives a drain up when tasks without a service stay', async () => {
    const { host } = (await hosts()).find(({ tasks: on }) => on.running > 3)!;
    const end = await start('change-host', { ...example('change-host'), host, deadlineSeconds: 60 });
    expect(end).toMatchObject({ status: 'FAILED', error: 'GivenUp' });
    expect(end.cause).toContain(`Time was up for the drain of ${host}, so it was given up:`);
    expect(await stateOf(host)).toBe('joined');
  });

  it('terminates a host', async () => {
    const [{ host } = { host: '' }] = await hosts();
    const end = await start('change-host', { ...example('change-host'), host, change: 'terminate' });
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { host, gone: true } });
    expect(await stateOf(host)).toBeUndefined();
  });

  const wrong: [kind: WishKind, input: unknown, error: string, cause: RegExp][] = [
    [
      'provision-cluster',
      { Comment: 'Insert your JSON here' },
      'InvalidInput',
      /\/cluster: is missing\n\/groups: is missing\nFor example {"cluster":"my-cluster"/,
    ],
    ['provision-cluster', {}, 'InvalidInput', /\/groups: is missing/],
    [
      'deploy-service',
      { cluster: 'my-cluster', service: 'x', taskDefinition: 'ransom' },
      'InvalidInput',
      /\/desiredCount: is missing/,
    ],
    ['run-task', { cluster: 'my-cluster', taskDefinition: 'ransum' }, 'InvalidInput', /Did you mean "ransom"\?/],
    ['run-task', { cluster: 'nowhere', taskDefinition: 'ransom' }, 'ClusterNotFound', /nowhere/],
    ['delete-cluster', { cluster: 'my-cluster' }, 'ClusterNotEmpty', /ransom, watcher/],
    ['replace-host', example('replace-host'), 'HostNotFound', /i-0123456789abcdef0/],
    ['stop-task', example('stop-task'), 'TaskNotFound', /0123456789abcdef/],
  ];
  it.each(wrong)('%s refuses %j before anything changes: %s', async (kind, input, error, cause) => {
    const end = await start(kind, input);
    expect(end).toMatchObject({ status: 'FAILED', error, story: ['Check input', 'Explain failure'] });
    expect(end.cause).toMatch(cause);
  });

  it("recognises the API's own write", async () => {
    const body = { taskDefinition: 'ransom', desiredCount: 4 };
    const operation = await stack.carryOut('PUT', '/v1/clusters/my-cluster/services/ransom', body);
    expect(operation.body).toMatchObject({ state: 'SUCCEEDED', result: { generation: 3, running: 4 } });
    expect(operation.body.steps.map(({ name }: { name: string }) => name)).toContain('Write the wish');
  });

  it('deletes a service, and the cluster with what is left', async () => {
    const service = await start('delete-service', example('delete-service'));
    expect(service).toMatchObject({ status: 'SUCCEEDED', output: { deleted: true } });
    const cluster = await start('delete-cluster', { ...example('delete-cluster'), cascade: true });
    expect(cluster).toMatchObject({ status: 'SUCCEEDED', output: { deleted: true } });
    expect((await stack.api('GET', '/v1/clusters/my-cluster')).status).toBe(404);
  });
});
