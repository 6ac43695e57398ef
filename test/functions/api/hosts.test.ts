import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/hosts.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import { hostId, withCluster } from '../../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';
import { aDisruption } from '../../support/situations.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
  withCluster(world);
});

const list = () => call(handler, 'GET /v1/clusters/{cluster}/hosts', '/v1/clusters/demo/hosts');
const act = (verb: string, host: string, body?: unknown) =>
  call(handler, `POST /v1/clusters/{cluster}/hosts/{host}/${verb}`, `/v1/clusters/demo/hosts/${host}/${verb}`, {
    body,
  });
const ledger = () => world.ledgers.get('demo/main')!;
const disruptions = () => ledger().disruptions;

describe('the list of hosts', () => {
  it('shows what is registered, reserved and free, and which config each runs', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.hosts).toHaveLength(3);
    expect(body.hosts[0]).toMatchObject({
      host: hostId(1),
      group: 'main',
      ours: true,
      state: 'joined',
      availabilityZone: 'us-east-1a',
      instanceType: 't3.medium',
      config: { current: true },
      resources: {
        cpuUnits: { registered: 2_048, reserved: 500, free: 1_548 },
        memoryMiB: { registered: 3_832, reserved: 512, free: 3_320 },
        tcpPortsTaken: [22, 8_080],
      },
      tasks: { running: 1, pending: 0 },
      attributes: { 'quaymaster.group': 'main' },
      launch: { number: 1, reason: 'main has 0 of 3 hosts' },
    });
  });

  it('shows hosts that have not joined yet, and launches that EC2 has not answered', async () => {
    const [first] = ledger().launches;
    const young = { ...first!, enteredAt: world.nowMs, number: 4, instanceIds: [hostId(4)] };
    const open = { ...first!, number: 5, state: 'open' as const, instanceIds: [] };
    world.ledgers.set('demo/main', { ...ledger(), launches: [...ledger().launches, young, open] });
    const { body } = await list();
    expect(body.hosts.at(-1)).toMatchObject({ host: hostId(4), state: 'joining', agentConnected: false });
    expect(body.launching).toMatchObject([{ group: 'main', launch: 5, count: 1, instanceType: 't3.medium' }]);
  });

  it('does not show as joining what has joined before and is gone', async () => {
    world.containerInstances.set('demo', world.containerInstances.get('demo')!.slice(1));
    world.histories.set('demo', { fates: { [hostId(1)]: { group: 'main', outcome: 'joined', at: 1 } } } as never);
    world.nowMs = ledger().launches[0]!.enteredAt + 60_000;
    expect((await list()).body.hosts.map((one: { host: string }) => one.host)).toEqual([hostId(2), hostId(3)]);
  });

  it('marks hosts that are not ours', async () => {
    const [first, ...others] = world.containerInstances.get('demo')!;
    world.containerInstances.set('demo', [{ ...first!, tags: {} }, ...others]);
    const { body } = await list();
    expect(body.hosts.at(-1)).toMatchObject({ host: hostId(1), ours: false });
    expect(await act('drain', hostId(1))).toMatchObject({ status: 404, body: { code: 'HostNotFound' } });
  });
});

describe('what people do to a host', () => {
  it.each([
    { verb: 'drain', kind: 'drain', workflow: 'change-host' },
    { verb: 'replace', kind: 'replace', workflow: 'replace-host' },
  ])('$verb enters the ledger with its deadline, and starts $workflow', async ({ verb, kind, workflow }) => {
    const { status, body } = await act(verb, hostId(2), { deadlineSeconds: 120 });
    expect(status).toBe(202);
    expect(disruptions()).toMatchObject([
      {
        host: hostId(2),
        kind,
        cause: 'requested',
        stage: 'wanted',
        operation: body.operation,
        deadline: world.nowMs + 120_000,
      },
    ]);
    expect([...world.executions.values()]).toMatchObject([{ input: { wish: { kind: workflow, host: hostId(2) } } }]);
  });

  it('takes the deadline of the cluster when none is given', async () => {
    await act('drain', hostId(1));
    expect(disruptions()[0]?.deadline).toBe(world.nowMs + 900_000);
  });

  it('changes nothing that is under way already', async () => {
    await act('drain', hostId(1));
    expect(await act('drain', hostId(1))).toMatchObject({ status: 200, body: { changed: false } });
    expect(await act('activate', hostId(2))).toMatchObject({ status: 200, body: { changed: false } });
    expect(world.executions.size).toBe(1);
  });

  it('terminates by DELETE', async () => {
    const url = `/v1/clusters/demo/hosts/${hostId(3)}`;
    expect((await call(handler, 'DELETE /v1/clusters/{cluster}/hosts/{host}', url)).status).toBe(202);
    expect(disruptions()).toMatchObject([{ host: hostId(3), kind: 'terminate' }]);
  });

  it.each([
    { reason: 'a host that is not there', host: 'i-doesnotexist', body: {}, status: 404, code: 'HostNotFound' },
    { reason: 'a name that no host has', host: '$(reboot)', body: {}, status: 422, code: 'InvalidInput' },
    {
      reason: 'a deadline of no time',
      host: hostId(1),
      body: { deadlineSeconds: 0 },
      status: 422,
      code: 'InvalidInput',
    },
    { reason: 'an unknown field', host: hostId(1), body: { deadline: 5 }, status: 422, code: 'InvalidInput' },
  ])('refuses $reason', async ({ host, body, status, code }) => {
    expect(await act('drain', host, body)).toMatchObject({ status, body: { code } });
    expect(disruptions()).toEqual([]);
  });
});

describe('the config of a group', () => {
  const key = 'PUT /v1/clusters/{cluster}/groups/{group}/config';
  const url = '/v1/clusters/demo/groups/main/config';
  const put = (body: unknown, headers = {}, query = '') => call(handler, key, `${url}${query}`, { body, headers });

  it('is refused with pointers into what was sent, not into the cluster', async () => {
    world.refusals.push({ pointer: '/groups/0/agent', detail: 'is too long' });
    const answer = await call(handler, key, url, { body: { agent: { ECS_LOGLEVEL: 'debug' } } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/agent', detail: 'is too long' }] } });
  });

  it('keeps the part that is not given', async () => {
    const put = (body: unknown) => call(handler, key, url, { body });
    await put({ agent: { ECS_LOGLEVEL: 'debug' } });
    await put({ attributes: { rack: 'a' } });
    const both = { agent: { ECS_LOGLEVEL: 'debug' }, attributes: { rack: 'a' } };
    expect((await put({})).body).toMatchObject({ changed: false, ...both });
    expect(world.clusterSpecs.get('demo')?.spec.groups).toMatchObject([both]);
  });

  it('takes changes that are made at the same time, one after the other', async () => {
    const put = (body: unknown) => call(handler, key, url, { body });
    const answers = await Promise.all([put({ agent: { ECS_LOGLEVEL: 'warn' } }), put({ attributes: { rack: 'b' } })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(world.clusterSpecs.get('demo')?.spec.groups).toMatchObject([
      { agent: { ECS_LOGLEVEL: 'warn' }, attributes: { rack: 'b' } },
    ]);
  });

  it('is read with the hosts that run it', async () => {
    const answer = await call(handler, 'GET /v1/clusters/{cluster}/groups/{group}/config', url);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        parameter: '/quaymaster/test/clusters/demo/groups/main/ecs.config',
        agent: {},
        hostsOnOldVersion: [],
      },
    });
    expect(answer.headers['etag']).toBe('"1"');
  });

  it('is changed at once: 200, and all hosts run an old version now', async () => {
    const answer = await put({ agent: { ECS_LOGLEVEL: 'debug' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { changed: true, generation: 2, hostsOnOldVersion: [hostId(1), hostId(2), hostId(3)] },
    });
    expect(answer.headers['etag']).toBe('"2"');
    expect(world.clusterSpecs.get('demo')?.spec.groups[0]).toMatchObject({
      agent: { ECS_LOGLEVEL: 'debug' },
      count: 3,
    });
    expect(await put({ agent: { ECS_LOGLEVEL: 'debug' } })).toMatchObject({
      status: 200,
      body: { changed: false, generation: 2 },
    });
  });

  it.each([
    { reason: 'a key that is not allowed', body: { agent: { ECS_CLUSTER: 'other' } }, at: '/agent/ECS_CLUSTER' },
    { reason: 'a line break', body: { agent: { ECS_LOGLEVEL: 'info\nx=y' } }, at: '/agent/ECS_LOGLEVEL' },
    { reason: 'an unknown field', body: { agnet: {} }, at: '/agnet' },
  ])('refuses $reason', async ({ body, at }) => {
    expect(await put(body)).toMatchObject({ status: 422, body: { errors: [{ pointer: at }] } });
  });

  it('is not changed by a dry run or over a stale generation', async () => {
    const body = { agent: { ECS_LOGLEVEL: 'debug' } };
    expect(await put(body, {}, '?dryRun=true')).toMatchObject({ status: 200, body: { dryRun: true } });
    expect(await put(body, { 'if-match': '"7"' })).toMatchObject({ status: 412 });
    expect(world.clusterSpecs.get('demo')?.generation).toBe(1);
  });

  it('knows the groups there are', async () => {
    const answer = await call(handler, key, '/v1/clusters/demo/groups/other/config', { body: {} });
    expect(answer).toMatchObject({ status: 404, body: { code: 'GroupNotFound', hint: 'It has main.' } });
  });
});

it('a host that is being terminated is not made active again', async () => {
  const terminating = {
    ...ledger(),
    disruptions: [aDisruption({ host: hostId(1), kind: 'terminate', stage: 'terminating' })],
  };
  world.ledgers.set('demo/main', terminating);
  expect(await act('activate', hostId(1))).toMatchObject({ status: 409, body: { code: 'BeingDeleted' } });
  expect(await act('drain', hostId(1))).toMatchObject({
    status: 200,
    body: { because: `${hostId(1)} is going already.` },
  });
});
