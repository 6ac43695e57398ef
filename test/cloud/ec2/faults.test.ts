/** What can go wrong with hosts, zones, images and networks, and what is left of it when it is over. */
import { DescribeInstanceStatusCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { Ec2Instance } from '../../../local/cloud/ec2/state.ts';
import type { FaultName, FaultParameters } from '../../../local/cloud/faults/catalogue.ts';
import { administer, bootedWithinMs, type Ec2Bench, ec2Bench, refusalOf } from './support.ts';

const minute = 60_000;
const joins = Buffer.from('#!/bin/bash\necho ECS_CLUSTER=c > /etc/ecs/ecs.config\n').toString('base64');
const inZone = (AvailabilityZone: string) => ({ Placement: { AvailabilityZone } });

/** A cluster, and hosts in it: one in us-east-1a, one in us-east-1b. */
const twoHosts = async () => {
  const bench = await ec2Bench({ knobs: { agentFlapsPerHour: 0, noticeTerminationMs: [1_000, 1_000] } });
  await administer(bench, 'ecs', 'CreateCluster', { clusterName: 'c' });
  const [a] = await bench.launch({ UserData: joins, ...inZone('us-east-1a') });
  const [b] = await bench.launch({ UserData: joins, ...inZone('us-east-1b') });
  await bench.driver.pass(bootedWithinMs);
  expect(connections(bench)).toEqual({ [a!.id]: true, [b!.id]: true });
  return { bench, a: a!, b: b! };
};

/** Whether the agent of each container instance is connected. */
const connections = ({ cloud }: Ec2Bench): Record<string, boolean> =>
  Object.fromEntries(
    [...cloud.world.ecs.clusters.get('c')!.hosts.values()]
      .filter(({ status }) => status !== 'INACTIVE')
      .map(({ instanceId, agentConnected }) => [instanceId, agentConnected]),
  );
const statusOf = async ({ ec2 }: Ec2Bench, { id }: Ec2Instance) => {
  const answer = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
  return answer.InstanceStatuses?.[0]?.InstanceStatus?.Status;
};
const begin = <Name extends FaultName>({ cloud }: Ec2Bench, name: Name, parameters: FaultParameters<Name>) =>
  cloud.faults.begin(name, parameters);

describe('a host', () => {
  test.each([
    [undefined, 'terminated', 'Server.InternalError'],
    ['stopped', 'stopped', 'Server.InternalError'],
  ] as const)('that crashes is terminated or stopped (%s), and ECS notices', async (leaves, state, code) => {
    const { bench, a, b } = await twoHosts();
    begin(bench, 'host-crash', { instanceIds: [a.id], ...(leaves && { leaves }) });
    expect(connections(bench)[a.id]).toBe(false);
    await bench.driver.pass(minute);
    expect([a.state, a.stateReason?.code, b.state]).toEqual([state, code, 'running']);
    expect(Object.keys(connections(bench))).toHaveLength(leaves === 'stopped' ? 2 : 1);
  });

  test('that somebody terminates says so, even a protected one', async () => {
    const { bench, a } = await twoHosts();
    a.terminationProtected = true;
    begin(bench, 'host-terminate', { instanceIds: [a.id] });
    await bench.driver.pass(minute);
    expect([a.state, a.stateReason?.code]).toEqual(['terminated', 'Client.UserInitiatedShutdown']);
  });

  test('that reboots comes back as the container instance that it was', async () => {
    const { bench, a, b } = await twoHosts();
    begin(bench, 'host-reboot', { instanceIds: [a.id] });
    expect(connections(bench)).toEqual({ [a.id]: false, [b.id]: true });
    await bench.driver.pass(bootedWithinMs);
    expect(connections(bench)).toEqual({ [a.id]: true, [b.id]: true });
  });
});

describe('an outage of a zone', () => {
  test('impairs its instances, takes their agents away, and lets nobody in; then all is as before', async () => {
    const { bench, a, b } = await twoHosts();
    const outage = begin(bench, 'az-outage', { availabilityZone: 'us-east-1a' });
    expect(connections(bench)).toEqual({ [a.id]: false, [b.id]: true });
    expect(await refusalOf(bench.launch(inZone('us-east-1a')))).toMatch(/^InsufficientInstanceCapacity: /);
    await bench.driver.pass(20 * minute);
    expect([await statusOf(bench, a), await statusOf(bench, b)]).toEqual(['impaired', 'ok']);
    expect([a.state, a.boot.count]).toEqual(['running', 1]);
    outage.end();
    expect(connections(bench)).toEqual({ [a.id]: true, [b.id]: true });
    expect(await statusOf(bench, a)).toBe('ok');
    expect(await refusalOf(bench.launch(inZone('us-east-1a')))).toBe('accepted');
  });

  test('kills its instances if it says so, and refuses launches as it says', async () => {
    const { bench, a, b } = await twoHosts();
    begin(bench, 'az-outage', { availabilityZone: 'us-east-1a', hosts: 'dead', launches: 'InternalError' });
    expect(await refusalOf(bench.launch(inZone('us-east-1a')))).toBe('InternalError: An internal error has occurred');
    await bench.driver.pass(minute);
    expect([a.state, b.state]).toEqual(['terminated', 'running']);
  });

  test('keeps those that boot meanwhile from joining, until it is over', async () => {
    const { bench } = await twoHosts();
    const [late] = await bench.launch({ UserData: joins, ...inZone('us-east-1a') });
    const outage = begin(bench, 'az-outage', { availabilityZone: 'us-east-1a' });
    await bench.driver.pass(10 * minute);
    expect(connections(bench)).not.toHaveProperty(late!.id);
    outage.end();
    await bench.driver.pass(minute);
    expect(connections(bench)).toHaveProperty(late!.id, true);
  });

  test('is of a zone that there is', async () => {
    const { bench } = await twoHosts();
    expect(() => begin(bench, 'az-outage', { availabilityZone: 'mars-1a' })).toThrow('no zone mars-1a');
  });
});

describe('an image that makes no hosts', () => {
  const launchedWith = async (mode: 'no-agent' | 'kernel-panic' | 'no-user-data') => {
    const { bench } = await twoHosts();
    const fault = begin(bench, 'bad-ami', { mode });
    const [bad] = await bench.launch({ UserData: joins });
    await bench.driver.pass(10 * minute);
    fault.end();
    const [good] = await bench.launch({ UserData: joins });
    await bench.driver.pass(10 * minute);
    expect(connections(bench)).toHaveProperty(good!.id, true);
    return { bench, bad: bad! };
  };

  test.each([
    ['no-agent', 'ok'],
    ['kernel-panic', 'impaired'],
    ['no-user-data', 'ok'],
  ] as const)(
    '%s: the instance runs, its check is %s, and it never joins, not with a reboot either',
    async (mode, status) => {
      const { bench, bad } = await launchedWith(mode);
      expect([bad.state, await statusOf(bench, bad)]).toEqual(['running', status]);
      begin(bench, 'host-reboot', { instanceIds: [bad.id] });
      await bench.driver.pass(10 * minute);
      expect(connections(bench)).not.toHaveProperty(bad.id);
    },
  );

  test('tells why on the console', async () => {
    expect((await launchedWith('kernel-panic')).bad.boot.console).toContain('Kernel panic - not syncing');
  });

  test('boots slowly', async () => {
    const { bench } = await twoHosts();
    begin(bench, 'boot-slow', { times: 10 });
    const [slow] = await bench.launch({ UserData: joins });
    await bench.driver.pass(8 * minute);
    expect(connections(bench)).not.toHaveProperty(slow!.id);
    await bench.driver.pass(10 * minute);
    expect(connections(bench)).toHaveProperty(slow!.id, true);
  });
});

describe('a network without a way out', () => {
  test('is the same for hosts that are there and hosts that come, and passes status checks', async () => {
    const { bench, a, b } = await twoHosts();
    const cut = begin(bench, 'network-cut', { subnetId: a.subnetId });
    const [late] = await bench.launch({ UserData: joins, SubnetId: a.subnetId });
    await bench.driver.pass(10 * minute);
    expect(connections(bench)).toEqual({ [a.id]: false, [b.id]: true });
    expect(await statusOf(bench, a)).toBe('ok');
    cut.end();
    await bench.driver.pass(minute);
    expect(connections(bench)).toMatchObject({ [a.id]: true, [b.id]: true });
    // Its user data found no way out; that it only writes a file made no difference.
    expect(connections(bench)).toHaveProperty(late!.id, true);
  });

  test('keeps the agents away as long as another cut does', async () => {
    const { bench, a } = await twoHosts();
    const cuts = [begin(bench, 'network-cut', {}), begin(bench, 'network-cut', { instanceIds: [a.id] })];
    cuts[0]!.end();
    expect(connections(bench)[a.id]).toBe(false);
    cuts[1]!.end();
    expect(connections(bench)[a.id]).toBe(true);
  });

  test('is one whose route to the internet was deleted', async () => {
    const { bench, a, b } = await twoHosts();
    const [RouteTableId] = bench.cloud.world.ec2.routeTables.keys();
    const [GatewayId] = bench.cloud.world.ec2.internetGateways.keys();
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
    await administer(bench, 'ec2', 'DeleteRoute', route);
    expect(connections(bench)).toEqual({ [a.id]: false, [b.id]: false });
    await administer(bench, 'ec2', 'CreateRoute', { ...route, GatewayId });
    expect(connections(bench)).toEqual({ [a.id]: true, [b.id]: true });
  });
});

test('terminated instances are visible as long as the knob says', async () => {
  const bench = await ec2Bench({ knobs: { terminatedVisibleMs: 10 * minute, instanceStopMs: [0, 0] } });
  const [instance] = await bench.launch();
  await bench.driver.pass(minute);
  begin(bench, 'host-terminate', {});
  const found = () => refusalOf(bench.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance!.id] })));
  await bench.driver.pass(10 * minute - 1);
  expect([instance!.state, await found()]).toEqual(['terminated', 'accepted']);
  await bench.driver.pass(2);
  expect(await found()).toMatch(/^InvalidInstanceID\.NotFound: /);
});
