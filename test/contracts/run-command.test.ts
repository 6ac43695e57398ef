/**
 * Managed nodes and Run Command: https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html. Operations:
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/
 */
import { RebootInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CancelCommandCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  waitUntilCommandExecuted,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { administer } from '../cloud/ec2/support.ts';
import { refusalOf } from './doors.ts';
import { cluster, managedFleet } from './managed-fleet.ts';

const minute = 60_000;
const hour = 60 * minute;

// API_DescribeInstanceInformation, API_InstanceInformation
describe('a managed node', () => {
  test('is an instance whose agent has reached Systems Manager', async () => {
    const { nodes, ids, cloud } = await managedFleet();
    const [node] = await nodes();
    expect(node).toMatchObject({
      InstanceId: ids[0],
      PingStatus: 'Online',
      PlatformType: 'Linux',
      PlatformName: 'Amazon Linux',
      ResourceType: 'EC2Instance',
      AgentVersion: expect.stringMatching(/^3\.\d+\.\d+\.\d+$/),
      IPAddress: cloud.world.ec2.instances.get(ids[0]!)?.networkInterface.privateIp,
    });
    expect(cloud.clock.now() - (node?.LastPingDateTime?.getTime() ?? 0)).toBeLessThan(6 * minute);
  });

  // https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html
  test('has a role that lets it', async () => {
    const { nodes, send } = await managedFleet(1, { policy: 'AmazonEC2ReadOnlyAccess' });
    expect(await nodes()).toEqual([]);
    expect(await refusalOf(send(['true']))).toMatch(
      /^InvalidInstanceId: .*not in a valid state for account 000000000000$/,
    );
  });

  test('is lost some minutes after it was heard last, and is back by itself', async () => {
    const { nodes, cloud, driver } = await managedFleet();
    const fault = cloud.faults.begin('ssm-agent-offline', {});
    await driver.pass(2 * minute);
    expect(await nodes()).toMatchObject([{ PingStatus: 'Online' }]);
    await driver.pass(5 * minute);
    expect(await nodes()).toMatchObject([{ PingStatus: 'ConnectionLost' }]);
    const again = cloud.faults.begin('ssm-agent-offline', {});
    fault.end();
    expect(await nodes()).toMatchObject([{ PingStatus: 'ConnectionLost' }]);
    again.end();
    expect(await nodes()).toMatchObject([{ PingStatus: 'Online' }]);
  });

  test.each([
    ['stopped', (ids: string[]) => new StopInstancesCommand({ InstanceIds: ids }), ['ConnectionLost']],
    ['terminated', (ids: string[]) => new TerminateInstancesCommand({ InstanceIds: ids }), []],
  ] as const)('that is %s is lost, or gone', async (_what, command, expected) => {
    const { nodes, ids, ec2, driver } = await managedFleet();
    await ec2.send(command(ids) as StopInstancesCommand);
    await driver.pass(10 * minute);
    expect((await nodes()).map(({ PingStatus }) => PingStatus)).toEqual(expected);
  });

  test('whose status checks fail, or whose way out is closed, is lost too', async () => {
    const { nodes, cloud, driver } = await managedFleet(2);
    cloud.faults.begin('instance-impaired', { count: 1, check: 'instance' });
    await driver.pass(8 * minute);
    expect((await nodes()).map(({ PingStatus }) => PingStatus).sort()).toEqual(['ConnectionLost', 'Online']);
  });

  test('is found by id, status, tag and platform, in pages', async () => {
    const { nodes, ids, cloud, driver } = await managedFleet(7);
    cloud.faults.begin('ssm-agent-offline', { instanceIds: [ids[0]!] });
    await driver.pass(10 * minute);
    const found = async (Key: string, ...Values: string[]) =>
      (await nodes({ Filters: [{ Key, Values }] })).map(({ InstanceId }) => InstanceId);
    expect(await found('InstanceIds', ids[1]!, ids[2]!)).toEqual([ids[1], ids[2]]);
    expect(await found('PingStatus', 'ConnectionLost')).toEqual([ids[0]]);
    expect(await found('tag:team', 'core')).toHaveLength(7);
    expect(await found('tag:team', 'other')).toEqual([]);
    expect(await found('PlatformTypes', 'Windows')).toEqual([]);
    expect(await nodes({ MaxResults: 5 })).toHaveLength(5);
    expect(await refusalOf(found('Colour', 'red'))).toContain('InvalidFilterKey');
  });
});

// API_SendCommand, API_GetCommandInvocation
describe('a command', () => {
  test('runs on its node as root and gives its output and exit code back', async () => {
    const { run, ids } = await managedFleet();
    expect(await run(['whoami', 'cat /etc/ecs/ecs.config', 'echo oh >&2'])).toMatchObject({
      InstanceId: ids[0],
      DocumentName: 'AWS-RunShellScript',
      PluginName: 'aws:runShellScript',
      Status: 'Success',
      StatusDetails: 'Success',
      ResponseCode: 0,
      StandardOutputContent: `root\nECS_CLUSTER=${cluster}\n`,
      StandardErrorContent: 'oh\n',
      ExecutionStartDateTime: expect.stringMatching(/^2026-/),
      ExecutionElapsedTime: expect.stringMatching(/^PT/),
    });
  });

  test('fails with the exit code of its script', async () => {
    const { run } = await managedFleet();
    expect(await run(['echo no; exit 3'])).toMatchObject({
      Status: 'Failed',
      StatusDetails: 'Failed',
      ResponseCode: 3,
      StandardOutputContent: 'no\n',
      StandardErrorContent: 'failed to run commands: exit status 3',
    });
  });

  test('can be waited for with the waiter of the SDK, which expects its invocation to be there late', async () => {
    const { send, ssm, ids, driver, look } = await managedFleet(1, {
      knobs: { ssmInvocationVisibleMs: [1_000, 1_000] },
    });
    const CommandId = await send(['echo done']);
    expect(await refusalOf(look(CommandId))).toContain('InvocationDoesNotExist');
    await driver.pass(2_000);
    const waiting = waitUntilCommandExecuted({ client: ssm, maxWaitTime: 60 }, { CommandId, InstanceId: ids[0] });
    expect((await waiting).state).toBe('SUCCESS');
  });

  test('is broken off when it runs for longer than its executionTimeout', async () => {
    const { send, driver, look } = await managedFleet();
    const id = await send([], { Parameters: { commands: ['sleep 600'], executionTimeout: ['60'] } });
    await driver.pass(30_000);
    expect(await look(id)).toMatchObject({ Status: 'InProgress', ResponseCode: -1 });
    await driver.pass(40_000);
    expect(await look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut' });
  });

  test('for a node that is not heard is Delayed, and never runs once TimeoutSeconds are over', async () => {
    const { send, driver, look, cloud } = await managedFleet();
    const fault = cloud.faults.begin('ssm-agent-offline', {});
    const id = await send(['echo late > /tmp/x'], { TimeoutSeconds: 600 });
    expect(await look(id)).toMatchObject({ Status: 'Delayed', StatusDetails: 'Delayed', ResponseCode: -1 });
    await driver.pass(11 * minute);
    expect(await look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
    fault.end();
    await driver.pass(5 * minute);
    expect(await look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
  });

  test('for a node that comes back in time runs then', async () => {
    const { send, driver, look, cloud } = await managedFleet();
    cloud.faults.begin('ssm-agent-offline', {}, 5 * minute);
    const id = await send(['date +%s']);
    await driver.pass(6 * minute);
    expect(await look(id)).toMatchObject({ Status: 'Success', ResponseCode: 0 });
  });

  test('whose node goes down under it is given up in the end', async () => {
    const { send, driver, look, ec2, ids } = await managedFleet();
    const Parameters = { commands: ['sleep 30; systemctl stop ecs'], executionTimeout: ['600'] };
    const id = await send([], { Parameters, TimeoutSeconds: 60 });
    await driver.pass(5_000);
    await ec2.send(new RebootInstancesCommand({ InstanceIds: ids }));
    await driver.pass(5 * minute);
    expect(await look(id)).toMatchObject({ Status: 'InProgress' });
    await driver.pass(10 * minute);
    expect(await look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut' });
  });

  test('goes to the nodes of a tag, and is counted', async () => {
    const { send, ssm, driver } = await managedFleet(3);
    const Targets = [{ Key: 'tag:team', Values: ['core'] }];
    const CommandId = await send(['hostname'], { InstanceIds: undefined, Targets, Comment: 'who are you' });
    await driver.pass(2_000);
    const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId }));
    expect(Commands).toMatchObject([
      {
        Comment: 'who are you',
        Status: 'Success',
        TargetCount: 3,
        CompletedCount: 3,
        ErrorCount: 0,
        Targets,
        InstanceIds: [],
      },
    ]);
    const { CommandInvocations = [] } = await ssm.send(new ListCommandInvocationsCommand({ CommandId, Details: true }));
    expect(CommandInvocations.map(({ CommandPlugins }) => CommandPlugins?.[0]?.Output)).toEqual(
      CommandInvocations.map(({ InstanceName }) => `${InstanceName}\n`),
    );
  });

  // https://docs.aws.amazon.com/systems-manager/latest/userguide/send-commands-multiple.html
  test('runs on as many nodes at once as MaxConcurrency says', async () => {
    const { send, ssm, driver } = await managedFleet(4);
    const CommandId = await send(['sleep 60'], { MaxConcurrency: '50%' });
    const counts = async () => (await ssm.send(new ListCommandsCommand({ CommandId }))).Commands?.[0];
    await driver.pass(62_000);
    expect(await counts()).toMatchObject({
      Status: 'InProgress',
      TargetCount: 4,
      CompletedCount: 2,
      MaxConcurrency: '50%',
    });
    await driver.pass(62_000);
    expect(await counts()).toMatchObject({ Status: 'Success', CompletedCount: 4 });
  });

  test('is not sent any further after more failures than MaxErrors', async () => {
    const { send, ssm, driver } = await managedFleet(4);
    const CommandId = await send(['exit 1'], { MaxConcurrency: '1', MaxErrors: '1' });
    await driver.pass(10_000);
    const { Commands } = await ssm.send(new ListCommandsCommand({ CommandId }));
    expect(Commands).toMatchObject([{ Status: 'Failed', ErrorCount: 2, CompletedCount: 4 }]);
    const { CommandInvocations = [] } = await ssm.send(new ListCommandInvocationsCommand({ CommandId }));
    expect(CommandInvocations.map(({ StatusDetails }) => StatusDetails)).toEqual([
      'Failed',
      'Failed',
      'Terminated',
      'Terminated',
    ]);
  });

  test('can be cancelled, and what it would have done does not happen', async () => {
    const { send, ssm, driver, look, connected } = await managedFleet();
    const CommandId = await send(['sleep 60', 'systemctl stop ecs']);
    await driver.pass(5_000);
    await ssm.send(new CancelCommandCommand({ CommandId }));
    expect(await look(CommandId)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled' });
    await driver.pass(5 * minute);
    expect(await connected()).toEqual([true]);
  });

  test.each([
    [
      'an instance that is not there',
      { InstanceIds: ['i-0123456789abcdef0'] },
      'InvalidInstanceId: Instances [[i-0123456789abcdef0]] not in a valid state for account 000000000000',
    ],
    ['a document that is not there', { DocumentName: 'Nobody' }, 'InvalidDocument'],
    ['a version that is not there', { DocumentVersion: '7' }, 'InvalidDocumentVersion'],
    ['a parameter that the document has not', { Parameters: { colour: ['red'] } }, 'InvalidParameters'],
    ['no value for one that it requires', { Parameters: {} }, 'InvalidParameters'],
    [
      'a value against its pattern',
      { Parameters: { commands: ['true'], executionTimeout: ['soon'] } },
      'InvalidParameters',
    ],
    ['less than 30 seconds', { TimeoutSeconds: 29 }, 'ValidationException'],
    ['nodes and targets together', { Targets: [{ Key: 'tag:team', Values: ['core'] }] }, 'InvalidInstanceId'],
  ])('is refused for %s', async (_what, changes, refusal) => {
    const { ssm, ids, cloud } = await managedFleet();
    const request = {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ids,
      Parameters: { commands: ['true'] },
      ...changes,
    };
    expect(await refusalOf(ssm.send(new SendCommandCommand(request as never)))).toContain(refusal);
    expect(cloud.world.ssm.commands.size).toBe(0);
  });

  // https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
  test('tells EventBridge of each change of status', async () => {
    const fleet = await managedFleet();
    const seen: { 'detail-type': string; detail: Record<string, unknown>; resources: string[] }[] = [];
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:collect';
    const invoke = async (event: unknown) => void seen.push(event as never);
    fleet.cloud.world.lambda.functions.set('collect', { name: 'collect', arn, timeoutSeconds: 3, invoke });
    await administer(fleet, 'eventbridge', 'PutRule', { Name: 'ssm', EventPattern: '{"source":["aws.ssm"]}' });
    await administer(fleet, 'eventbridge', 'PutTargets', { Rule: 'ssm', Targets: [{ Id: '1', Arn: arn }] });
    const id = await fleet.send(['true']);
    await fleet.driver.pass(minute);
    const of = (type: string) => seen.filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
    const about = {
      'command-id': id,
      'document-name': 'AWS-RunShellScript',
      'requested-date-time': expect.stringMatching(/^2026-.*Z$/),
    };
    const commands = of('EC2 Command Status-change Notification');
    expect(commands.map(({ status }) => status).sort()).toEqual(['InProgress', 'Pending', 'Success']);
    expect(commands[0]).toMatchObject({
      ...about,
      'expire-after': expect.any(String),
      parameters: { commands: ['true'] },
    });
    const invocations = of('EC2 Command Invocation Status-change Notification');
    expect(invocations.map(({ status }) => status).sort()).toEqual(['InProgress', 'Success']);
    expect(invocations[0]).toMatchObject({ ...about, 'instance-id': fleet.ids[0] });
    expect(seen[0]?.resources).toEqual([`arn:aws:ec2:us-east-1:000000000000:instance/${fleet.ids[0]}`]);
  });
});

describe('the ECS agent of a host', () => {
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-update.html: `sudo systemctl restart ecs`
  test('is stopped, looked at and started by commands', async () => {
    const { run, connected, driver } = await managedFleet();
    expect(await run(['systemctl is-active ecs'])).toMatchObject({ StandardOutputContent: 'active\n' });
    await run(['systemctl stop ecs']);
    expect(await connected()).toEqual([false]);
    expect(await run(['systemctl is-active ecs'])).toMatchObject({
      ResponseCode: 3,
      StandardOutputContent: 'inactive\n',
    });
    await run(['systemctl start ecs']);
    await driver.pass(10_000);
    expect(await connected()).toEqual([true]);
  });

  test('comes back as the container instance that it was when it is restarted', async () => {
    const { run, connected, driver } = await managedFleet();
    expect(await run(['systemctl restart ecs'])).toMatchObject({ Status: 'Success' });
    expect(await connected()).toEqual([false]);
    await driver.pass(10_000);
    expect(await connected()).toEqual([true]);
  });

  test.each(['agent-stop', 'agent-hang'] as const)('is repaired so after the fault %s', async (fault) => {
    const { run, connected, driver, cloud } = await managedFleet();
    cloud.faults.begin(fault, {});
    await driver.pass(20 * minute);
    expect(await connected()).toEqual([false]);
    expect(await run(['systemctl restart ecs'])).toMatchObject({ Status: 'Success' });
    await driver.pass(10_000);
    expect(await connected()).toEqual([true]);
  });

  test('is not repaired so while it is cut off from ECS', async () => {
    const { run, connected, driver, cloud } = await managedFleet();
    const fault = cloud.faults.begin('agent-disconnect', {});
    expect(await run(['systemctl restart ecs'])).toMatchObject({ Status: 'Success' });
    await driver.pass(5 * minute);
    expect(await connected()).toEqual([false]);
    fault.end();
    await driver.pass(6 * minute);
    expect(await connected()).toEqual([true]);
  });

  test('cannot be reached on a host that is frozen: the command waits, and times out', async () => {
    const { send, look, nodes, driver, cloud } = await managedFleet();
    cloud.faults.begin('host-freeze', {});
    const id = await send(['systemctl restart ecs'], { TimeoutSeconds: 300 });
    await driver.pass(8 * minute);
    expect(await nodes()).toMatchObject([{ PingStatus: 'ConnectionLost' }]);
    expect(await look(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
  });

  test('is among the containers', async () => {
    const { run } = await managedFleet();
    const { StandardOutputContent } = await run(['docker ps']);
    expect(StandardOutputContent).toMatch(/^CONTAINER ID +IMAGE +STATUS +NAMES\n.* ecs-agent\n$/);
  });
});

test('a command is forgotten after 30 days, whatever has become of its node', async () => {
  const { send, ssm, ec2, ids, driver } = await managedFleet();
  const CommandId = await send(['true']);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  await driver.pass(29 * 24 * hour);
  expect(await refusalOf(ssm.send(new ListCommandsCommand({ CommandId })))).toBe('accepted');
  await driver.pass(2 * 24 * hour);
  expect(await refusalOf(ssm.send(new ListCommandsCommand({ CommandId })))).toContain('InvalidCommandId');
});
