/** Status checks, scheduled events, recovery. Sources stand beside the facts. */
import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type Filter,
  ModifyInstanceMaintenanceOptionsCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { Ec2Instance } from '../../local/cloud/ec2/state.ts';
import {
  administer,
  bootedWithinMs,
  collectEvents,
  type Ec2Bench,
  ec2Bench,
  hostsOf,
  refusalOf,
  startAt,
} from '../cloud/ec2/support.ts';

const knobs = { autoRecoveryMs: [600_000, 600_000], agentFlapsPerHour: 0 } as const;
/** Long enough for checks to have passed, or to fail. */
const settledMs = 400_000;
const minute = 60_000;

const statuses = async ({ ec2 }: Ec2Bench, input: { InstanceIds?: string[]; Filters?: Filter[] } = {}, all = false) =>
  (await ec2.send(new DescribeInstanceStatusCommand({ ...input, ...(all && { IncludeAllInstances: true }) })))
    .InstanceStatuses ?? [];
const checks = async (bench: Ec2Bench, instance: Ec2Instance) => {
  const [one] = await statuses(bench, { InstanceIds: [instance.id] });
  return [one?.SystemStatus?.Status, one?.InstanceStatus?.Status];
};
const settled = async (changes: object = {}, count = 1) => {
  const bench = await ec2Bench({ knobs });
  const instances = await bench.launch({ MaxCount: count, ...changes });
  await bench.driver.pass(settledMs);
  return { bench, instances, instance: instances[0]! };
};
const stopAndStart = async ({ ec2, driver }: Ec2Bench, InstanceIds: string[]) => {
  await ec2.send(new StopInstancesCommand({ InstanceIds }));
  await driver.pass(minute);
  await ec2.send(new StartInstancesCommand({ InstanceIds }));
  await driver.pass(settledMs);
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
describe('status checks', () => {
  test('of an instance that is well, and of one whose system is impaired, in every member', async () => {
    const { bench, instances } = await settled({}, 2);
    const [sick, well] = instances;
    bench.cloud.faults.begin('instance-impaired', { instanceIds: [sick!.id] });
    await bench.driver.pass(minute);
    const passed = { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] };
    const failed = {
      Status: 'impaired',
      Details: [{ Name: 'reachability', Status: 'failed', ImpairedSince: expect.any(Date) }],
    };
    const all = {
      AttachedEbsStatus: passed,
      AvailabilityZone: sick!.availabilityZone,
      AvailabilityZoneId: expect.stringMatching(/^use1-az[1-3]$/),
      InstanceState: { Code: 16, Name: 'running' },
      Operator: { Managed: false },
    };
    expect(await statuses(bench)).toEqual([
      { ...all, InstanceId: sick!.id, SystemStatus: failed, InstanceStatus: passed },
      { ...all, InstanceId: well!.id, SystemStatus: passed, InstanceStatus: passed },
    ]);
    const since = (await statuses(bench))[0]?.SystemStatus?.Details?.[0]?.ImpairedSince?.getTime() ?? 0;
    expect(since).toBeGreaterThanOrEqual(startAt + settledMs - 1_000);
    // "Status checks are performed every minute" (…/UserGuide/monitoring-system-instance-status-check.html)
    expect(since).toBeLessThanOrEqual(startAt + settledMs + minute);
  });

  test.each<[filter: string, value: string, hits: 'sick' | 'well']>([
    ['instance-status.status', 'impaired', 'sick'],
    ['instance-status.reachability', 'failed', 'sick'],
    ['instance-status.status', 'ok', 'well'],
    ['instance-status.reachability', 'passed', 'well'],
  ])('are filtered by %s = %s', async (Name, value, hits) => {
    const { bench, instances } = await settled({}, 2);
    bench.cloud.faults.begin('instance-impaired', { instanceIds: [instances[0]!.id], check: 'instance' });
    await bench.driver.pass(minute);
    const found = await statuses(bench, { Filters: [{ Name, Values: [value] }] });
    expect(found.map(({ InstanceId }) => InstanceId)).toEqual([instances[hits === 'sick' ? 0 : 1]!.id]);
    expect(await statuses(bench, { Filters: [{ Name: 'system-status.status', Values: ['ok'] }] })).toHaveLength(2);
  });

  test('of a stopped instance do not apply, and are shown when all instances are asked for', async () => {
    const { bench, instance } = await settled();
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance.id] }));
    await bench.driver.pass(minute);
    expect(await statuses(bench)).toEqual([]);
    expect(await statuses(bench, {}, true)).toEqual([
      {
        AttachedEbsStatus: { Status: 'not-applicable' },
        AvailabilityZone: instance.availabilityZone,
        AvailabilityZoneId: expect.any(String),
        InstanceId: instance.id,
        InstanceState: { Code: 80, Name: 'stopped' },
        InstanceStatus: { Status: 'not-applicable' },
        Operator: { Managed: false },
        SystemStatus: { Status: 'not-applicable' },
      },
    ]);
  });

  // …/UserGuide/monitoring-system-instance-status-check.html: an instance check that fails "requires your involvement to repair":
  // a reboot; a system check that fails is left behind with a stop and a start.
  test('that fail pass again: the instance check with a reboot, the system check with other hardware', async () => {
    const { bench, instance } = await settled({ MaintenanceOptions: { AutoRecovery: 'disabled' } });
    const InstanceIds = [instance.id];
    bench.cloud.faults.begin('instance-impaired', { check: 'instance' });
    bench.cloud.faults.begin('instance-impaired', { check: 'system' });
    await bench.driver.pass(2 * minute);
    expect(await checks(bench, instance)).toEqual(['impaired', 'impaired']);
    await bench.ec2.send(new RebootInstancesCommand({ InstanceIds }));
    await bench.driver.pass(minute);
    expect(await checks(bench, instance)).toEqual(['impaired', 'ok']);
    await stopAndStart(bench, InstanceIds);
    expect(await checks(bench, instance)).toEqual(['ok', 'ok']);
  });

  test('that fail take the agent’s connection with them, until they pass', async () => {
    const bench = await ec2Bench({ knobs });
    await administer(bench, 'ecs', 'CreateCluster', { clusterName: 'c' });
    await bench.bootWith(`#!/bin/bash\necho ECS_CLUSTER=c > /etc/ecs/ecs.config\n`);
    await bench.driver.pass(bootedWithinMs);
    const connected = () =>
      [...bench.cloud.world.ecs.clusters.get('c')!.hosts.values()].map((one) => one.agentConnected);
    const fault = bench.cloud.faults.begin('instance-impaired', { check: 'instance' });
    expect(connected()).toEqual([false]);
    fault.end();
    expect(connected()).toEqual([true]);
    bench.cloud.faults.begin('instance-impaired', { check: 'instance', reachable: true });
    expect(connected()).toEqual([true]);
    expect(hostsOf(bench, 'c')).toHaveLength(1);
  });
});

test.each([
  ['system', 'is recovered', () => {}],
  ['instance', 'is rebooted', (bench: Ec2Bench) => bench.cloud.faults.begin('host-reboot', {})],
] as const)('the agent is back when an instance whose %s check fails %s', async (check, _how, remedy) => {
  const bench = await ec2Bench({ knobs });
  await administer(bench, 'ecs', 'CreateCluster', { clusterName: 'c' });
  await bench.bootWith(`#!/bin/bash\necho ECS_CLUSTER=c > /etc/ecs/ecs.config\n`);
  await bench.driver.pass(bootedWithinMs);
  const connected = () => [...bench.cloud.world.ecs.clusters.get('c')!.hosts.values()].map((one) => one.agentConnected);
  bench.cloud.faults.begin('instance-impaired', { check });
  expect(connected()).toEqual([false]);
  remedy(bench);
  await bench.driver.pass(15 * minute);
  expect(connected()).toEqual([true]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-configuration-recovery.html
describe('simplified automatic recovery', () => {
  const recovered = async (changes: object, during: (bench: Ec2Bench, instance: Ec2Instance) => unknown = () => {}) => {
    const { bench, instance } = await settled(changes);
    await during(bench, instance);
    const before = {
      privateIp: instance.networkInterface.privateIp,
      publicIp: instance.publicIp,
      boots: instance.boot.count,
    };
    const events = await collectEvents(bench);
    bench.cloud.faults.begin('instance-impaired', { check: 'system' });
    await bench.driver.pass(9 * minute);
    expect(await checks(bench, instance)).toEqual(['impaired', 'ok']);
    await bench.driver.pass(2 * minute);
    expect(events).toEqual([]);
    expect({ privateIp: instance.networkInterface.privateIp, publicIp: instance.publicIp }).toMatchObject({
      privateIp: before.privateIp,
      publicIp: before.publicIp,
    });
    const [system] = await checks(bench, instance);
    return { system, boots: instance.boot.count - before.boots };
  };

  test('moves the instance as by a reboot: id, private and public address stay, it is running all the while', async () => {
    expect(await recovered({})).toEqual({ system: 'ok', boots: 1 });
  });

  test.each<[what: string, changes: object, during?: (bench: Ec2Bench, instance: Ec2Instance) => unknown]>([
    ['it is disabled at launch', { MaintenanceOptions: { AutoRecovery: 'disabled' } }],
    [
      'it is disabled later',
      {},
      ({ ec2 }, { id }) =>
        ec2.send(new ModifyInstanceMaintenanceOptionsCommand({ InstanceId: id, AutoRecovery: 'disabled' })),
    ],
    ['EC2 has no capacity elsewhere', {}, ({ cloud }) => cloud.faults.begin('capacity-outage', {})],
    ['it is a spot instance', { InstanceMarketOptions: { MarketType: 'spot' } }],
    ['its type has instance store volumes', { InstanceType: 'i3.large' }],
  ])('does not happen when %s', async (_what, changes, during) => {
    expect(await recovered(changes, during)).toEqual({ system: 'impaired', boots: 0 });
  });

  test('can be asked for and shown', async () => {
    const { bench, instance } = await settled();
    const { ec2 } = bench;
    const modify = (AutoRecovery: string) =>
      ec2.send(
        new ModifyInstanceMaintenanceOptionsCommand({ InstanceId: instance.id, AutoRecovery: AutoRecovery as never }),
      );
    expect(await modify('disabled')).toMatchObject({ InstanceId: instance.id, AutoRecovery: 'disabled' });
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
    expect(Reservations?.[0]?.Instances?.[0]?.MaintenanceOptions).toEqual({ AutoRecovery: 'disabled' });
    expect(await refusalOf(modify('sometimes'))).toMatch(/^InvalidParameterValue: /);
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html
describe('scheduled events', () => {
  const day = 24 * 3_600_000;
  const scheduled = async (code: 'system-reboot' | 'instance-retirement' | 'instance-stop' | 'system-maintenance') => {
    const { bench, instance } = await settled();
    bench.cloud.faults.begin('scheduled-event', { code, inMs: day });
    const events = async () => (await statuses(bench, {}, true))[0]?.Events;
    return { bench, instance, events };
  };

  test('are described as in the example of the guide', async () => {
    const { bench, instance, events } = await scheduled('system-reboot');
    expect(await events()).toEqual([
      {
        InstanceEventId: expect.stringMatching(/^instance-event-[0-9a-f]{17}$/),
        Code: 'system-reboot',
        Description: 'The instance is scheduled for a reboot',
        NotBefore: new Date(startAt + settledMs + day),
        NotAfter: expect.any(Date),
      },
    ]);
    const filtered = (Name: string, value: string) => statuses(bench, { Filters: [{ Name, Values: [value] }] });
    expect(await filtered('event.code', 'system-reboot')).toMatchObject([{ InstanceId: instance.id }]);
    expect(await filtered('event.description', '*reboot')).toHaveLength(1);
    expect(await filtered('event.not-before', new Date(startAt + settledMs + day).toISOString())).toHaveLength(1);
    expect(await filtered('event.code', 'instance-stop')).toEqual([]);
  });

  test.each(['system-reboot', 'system-maintenance'] as const)(
    '%s reboots the instance when it is due',
    async (code) => {
      const { bench, instance, events } = await scheduled(code);
      await bench.driver.pass(day - minute);
      expect(instance.boot.count).toBe(1);
      await bench.driver.pass(2 * minute);
      expect([instance.boot.count, instance.state]).toEqual([2, 'running']);
      // "After a scheduled event is completed, it can still be described for up to a week … this description starts with …
      // [Completed]" (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatusEvent.html)
      expect((await events())?.[0]?.Description).toMatch(/^\[Completed\] /);
      await bench.driver.pass(7 * day);
      expect(await events()).toBeUndefined();
    },
  );

  // "At the scheduled time, the instance is stopped if it is backed by Amazon EBS"
  test.each(['instance-retirement', 'instance-stop'] as const)('%s stops the instance when it is due', async (code) => {
    const { bench, instance } = await scheduled(code);
    await bench.driver.pass(day + 2 * minute);
    const { Reservations } = await bench.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance.id] }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Server.ScheduledStop' },
    });
  });

  // "you can stop and start the instance yourself … it's migrated to a new host" before the event
  test('are settled by a stop and start before', async () => {
    const { bench, instance } = await scheduled('instance-retirement');
    await stopAndStart(bench, [instance.id]);
    await bench.driver.pass(day);
    expect(instance.state).toBe('running');
  });
});
