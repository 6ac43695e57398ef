/** Every deploy bundle is loaded, and does what it is for: a cluster is provisioned by nothing but bundles. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { payload } from '../events/catalogue.ts';
import { expectUsedWithinGranted } from '../support/roles.ts';
import { type BundledStack, bundledStack } from './bundled-stack.ts';

let stack: BundledStack;
beforeAll(async () => {
  stack = await bundledStack();
}, 180_000);
afterAll(() => stack?.close());

const soon = { timeout: 20_000, interval: 50 };
const cluster = '/v1/clusters/my-cluster';
const { wish } = payload('steps/write-wish.json');
const ransom = JSON.parse(readFileSync('examples/task-definitions/ransom.json', 'utf8'));

/** The calls of a function's role, as `service:operation`, with the code of a refusal. */
const callsOf = (role: string): readonly string[] =>
  stack.cloud.journal
    .entries()
    .filter((entry) => entry.role === `quaymaster-test-${role}`)
    .map(({ service, operation, code }) =>
      [`${service}:${operation}`, ...(code === undefined ? [] : [code])].join(' '),
    );

describe('a cluster is provisioned', () => {
  it('api-clusters takes the wish, having asked api-plans', async () => {
    const answer = await stack.invoke('api-clusters', payload('http/put-cluster.json'));
    expect(answer).toMatchObject({ statusCode: 202, headers: { etag: '"1"' } });
    expect(callsOf('ApiClustersRole')).toEqual(
      expect.arrayContaining(['lambda:Invoke', 'dynamodb:PutItem', 'sfn:StartExecution']),
    );
    expect(callsOf('ApiPlansRole')).toContain('ec2:DescribeInstanceTypes');
  });

  it('its workflow runs the steps, and on-reconcile-due launches the hosts', async () => {
    const instances = () => [...stack.cloud.world.ec2.instances.values()];
    await vi.waitFor(() => expect(instances()).toHaveLength(2), soon);
    expect([...stack.cloud.world.ecs.clusters.keys()]).toContain('my-cluster');
    expect(callsOf('StepsWriteWishRole')).toContain('sqs:SendMessage');
    expect(callsOf('OnReconcileDueRole')).toEqual(
      expect.arrayContaining(['ecs:CreateCluster', 'ssm:PutParameter', 'ec2:RunInstances']),
    );
  });

  it('api-operations tells how far it is, in the words of the workflow', async () => {
    await vi.waitFor(async () => {
      const [operation] = (await stack.api('GET', '/v1/operations')).body.operations;
      const { body } = await stack.api('GET', `/v1/operations/${operation.operation}`);
      expect(body).toMatchObject({ kind: 'provision-cluster', state: 'RUNNING' });
      expect(body.steps.map(({ name }: { name: string }) => name)).toContain('Wait until hosts have joined');
    }, soon);
  });

  it('api-hosts shows hosts that are on their way', async () => {
    await vi.waitFor(async () => {
      const { body } = await stack.api('GET', `${cluster}/hosts`);
      expect(body.hosts).toHaveLength(2);
    }, soon);
  });
});

describe('events', () => {
  const atHome = (file: string, instance = '') =>
    JSON.parse(
      JSON.stringify(payload(file))
        .replaceAll(/\b(123456789012|111122223333)\b/g, stack.cloud.world.account)
        .replaceAll('default', 'my-cluster')
        .replaceAll(/\bi-[0-9a-f]{8,17}\b/g, instance),
    );

  it('on-fleet-changed finds the cluster of an instance and wakes the writer', async () => {
    const [instance = ''] = stack.cloud.world.ec2.instances.keys();
    const event = atHome('bus/ec2-instance-state-change-running.json', instance);
    expect(await stack.invoke('on-fleet-changed', event)).toEqual({ status: 'woken', clusters: ['my-cluster'] });
    expect(callsOf('OnFleetChangedRole')).toContain('sqs:SendMessage');
  });

  it('on-minute-passed wakes the writer for every cluster', async () => {
    const swept = await stack.invoke('on-minute-passed', payload('schedule/minute-passed.json'));
    expect(swept).toEqual({ clusters: 1, operationsStarted: [] });
    expect(callsOf('OnMinutePassedRole')).toContain('sqs:SendMessage');
  });

  it('on-reconcile-due takes messages that are old news off the queue', async () => {
    const answer = await stack.invoke('on-reconcile-due', payload('queue/reconcile.json'));
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it('on-task-stopped keeps why a task ended, and api-tasks tells it', async () => {
    const event = atHome('bus/ecs-task-state-change-stopped-essential-container-exited.json');
    expect(await stack.invoke('on-task-stopped', event)).toBe('kept');
    const answer = await stack.api('GET', `${cluster}/tasks/${event.detail.taskArn.split('/').at(-1)}`);
    expect(answer).toMatchObject({ status: 200, body: { stopCode: 'EssentialContainerExited' } });
  });
});

describe('questions', () => {
  it('api-plans tells what a wish would lead to', async () => {
    const reply = await stack.invoke('api-plans', { ask: 'plan', wish: { ...wish, cluster: 'another' } });
    expect(reply.status).toBe('answered');
    expect(reply.answer.actions.map(({ type }: { type: string }) => type)).toContain('launch');
  });

  it('api-plans tells what EC2 does not have', async () => {
    const [group] = wish.spec.groups;
    const spec = { ...wish.spec, groups: [{ ...group, instanceTypes: ['t3.gigantic'] }] };
    const reply = await stack.invoke('api-plans', { ask: 'check', wish: { ...wish, spec } });
    expect(reply.answer.errors).toMatchObject([{ pointer: '/groups/0/instanceTypes/0' }]);
  });

  it('api-why has no reasons for what is not there', async () => {
    expect(await stack.api('GET', `${cluster}/services/nothing/why`)).toMatchObject({ status: 404 });
    const asked = await stack.api('POST', `${cluster}/why`, { taskDefinition: 'nothing' });
    expect(asked.status).toBeGreaterThanOrEqual(400);
    expect(asked.status).toBeLessThan(500);
  });

  it('api-root, api-services and the OpenAPI document', async () => {
    expect((await stack.api('GET', '/v1')).body).toMatchObject({ stack: 'quaymaster-test', region: 'us-east-1' });
    expect((await stack.api('GET', '/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    expect(await stack.api('GET', `${cluster}/services`)).toMatchObject({ status: 200, body: { services: [] } });
  });

  it('what is not there is a problem', async () => {
    const problem = { 'content-type': 'application/problem+json' };
    expect(await stack.api('GET', '/v1/clusters/none')).toMatchObject({
      status: 404,
      headers: problem,
      body: { code: 'ClusterNotFound' },
    });
    expect(await stack.api('GET', '/v1/nothing')).toMatchObject({
      status: 404,
      headers: problem,
      body: { code: 'RouteNotFound' },
    });
  });
});

describe('steps', () => {
  const step = (name: string) => stack.invoke(`steps-${name}`, payload(`steps/${name}.json`));

  it('check-input answers with the whole wish, and names what is wrong', async () => {
    expect(await step('check-input')).toMatchObject({ wish });
    const wrong = { ...payload('steps/check-input.json'), input: { cluster: 'my-cluster', gruops: [] } };
    await expect(stack.invoke('steps-check-input', wrong)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('groups'),
    });
  });

  it('write-wish writes the spec, once', async () => {
    const other = {
      ...payload('steps/write-wish.json'),
      wish: { ...wish, cluster: 'second' },
      requestedAt: Date.now(),
    };
    expect(await stack.invoke('steps-write-wish', other)).toMatchObject({ outcome: 'written', generation: 1 });
    expect(await stack.invoke('steps-write-wish', other)).toMatchObject({ outcome: 'own-write', generation: 1 });
    expect((await stack.api('GET', '/v1/clusters/second')).body).toMatchObject({ generation: 1 });
  });

  it('look waits for the hosts', async () => {
    const mark = { ...payload('steps/look.json').mark, since: Date.now(), deadline: Date.now() + 60_000 };
    expect(await stack.invoke('steps-look', { ...payload('steps/look.json'), mark })).toMatchObject({ settled: false });
  });

  it('place-tasks is told why there is no room, and watch-tasks what became of a task', async () => {
    await stack.api('POST', '/v1/task-definitions', ransom);
    const { started, waitingFor } = await step('place-tasks');
    expect(started).toEqual([]);
    expect(waitingFor).toHaveLength(1);
    expect(await step('watch-tasks')).toMatchObject({ waitingFor: ['1 of 2 tasks are about to run'] });
  });
});

describe('a condition that DynamoDB finds broken', () => {
  const post = (body: unknown, key: string) =>
    stack.api('POST', '/v1/task-definitions', body, { 'idempotency-key': key });
  const conflict = 'dynamodb:PutItem ConditionalCheckFailedException';

  it('is an earlier request under the same key: the same again answers as it did', async () => {
    const first = await post({ ...ransom, family: 'keyed' }, 'a-key');
    expect(first.status).toBe(201);
    expect(callsOf('ApiTaskDefinitionsRole')).not.toContain(conflict);
    const again = await post({ ...ransom, family: 'keyed' }, 'a-key');
    expect(again).toMatchObject({ status: 200, body: { family: 'keyed', revision: 1 } });
    expect(callsOf('ApiTaskDefinitionsRole')).toContain(conflict);
  });

  it('with another content it is the 422 that it has to be', async () => {
    const other = await post({ ...ransom, family: 'keyed-otherwise' }, 'a-key');
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
  });
});

it('nothing of local/ is in any bundle, and no door to the simulation', () => {
  const texts = globSync('**/*.cjs', { cwd: stack.folder }).map((path) =>
    readFileSync(join(stack.folder, path), 'utf8'),
  );
  expect(texts).toHaveLength(stack.deployment.file.functions.length);
  // Words that are in any bundle which holds the door, a fault, the clock or the dispatcher: minifying leaves texts as they are.
  const words = ['/_sim', 'embedded AWS', 'FaultRefused', 'simulated ms', 'nothing to pick from'];
  const local = globSync('local/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  for (const word of words)
    expect(
      local.some((text) => text.includes(word)),
      word,
    ).toBe(true);
  expect(words.filter((word) => texts.some((text) => text.includes(word)))).toEqual([]);
});

it('every bundle was driven', () => {
  expect(stack.driven().toSorted()).toEqual(stack.deployment.file.functions.map(({ key }) => key).toSorted());
});

it('no role was used for more than it is granted', () => expectUsedWithinGranted(stack));
