/** Events that claim what is not so: each costs a reading at most, and nothing is changed for it. */
import { expect, it } from 'vitest';
import * as cast from './cast.ts';
import { measured } from './measured.ts';

it('nothing is changed for events that claim what is not so, and those of others lead to no look', async () => {
  const meter = measured();
  const story = await cast.story({ onLine: meter.onLine });
  await cast.provisioned(story, 'c', cast.hosts(2));
  await cast.serving(story, 2);
  await story.driver.pass(cast.minutes(2));
  const [host = ''] = await cast.joinedHosts(story);
  const { account, region } = story.cloud.world;
  const arn = (rest: string, of = account) => `arn:aws:ecs:${region}:${of}:${rest}`;
  const clusterArn = arn('cluster/c');
  const wanted = cast.living(story).map(({ id }) => id);
  const calls = () => story.cloud.journal.entries().length;
  const before = calls();
  meter.clear();

  const ec2 = 'aws.ec2';
  const stateChange = 'EC2 Instance State-change Notification';
  const registration = 'ECS Container Instance State Change';
  const taskChange = 'ECS Task State Change';
  const stopped = { clusterArn, taskArn: arn('task/c/0123456789abcdef'), lastStatus: 'STOPPED' };
  const untrue = [
    { source: ec2, detailType: stateChange, detail: { 'instance-id': host, state: 'terminated' } },
    { source: ec2, detailType: stateChange, detail: { 'instance-id': host, state: 'stopped' } },
    {
      source: ec2,
      detailType: 'EC2 Spot Instance Interruption Warning',
      detail: { 'instance-id': host, 'instance-action': 'terminate' },
    },
    {
      source: 'aws.ecs',
      detailType: registration,
      detail: { clusterArn, containerInstanceArn: arn('container-instance/c/x'), status: 'INACTIVE', version: 9e15 },
    },
    { source: 'aws.ecs', detailType: taskChange, detail: stopped },
    { source: 'aws.ecs', detailType: taskChange, detail: { ...stopped, clusterArn: { toString: 1 } } },
    { source: 'aws.ecs', detailType: taskChange, detail: { ...stopped, stoppedReason: 'x'.repeat(200_000) } },
    {
      source: 'aws.ecs',
      detailType: 'ECS Service Action',
      detail: { clusterArn, eventName: 'SERVICE_TASK_PLACEMENT_FAILURE' },
    },
    {
      source: 'aws.health',
      detailType: 'AWS Health Event',
      detail: { service: 'EC2', eventTypeCategory: 'scheduledChange', affectedEntities: [{ entityValue: host }] },
    },
  ];
  const ofOthers = [
    { ...untrue[0]!, account: '999999999999' },
    { ...untrue[0]!, region: 'eu-west-1' },
    { ...untrue[0]!, detail: { 'instance-id': 'i-0000000000000000f', state: 'terminated' } },
    { ...untrue[4]!, account: '999999999999' },
    { ...untrue[7]!, detail: { clusterArn: arn('cluster/c', '999999999999') } },
    { ...untrue[7]!, detail: { clusterArn: arn('cluster/theirs') } },
  ];
  for (const event of [...untrue, ...ofOthers]) story.cloud.faults.begin('event-forged', event);
  // What anybody in the account can put there is of no source that is listened to.
  const put = await story.aws('eventbridge', 'PutEvents', {
    Entries: ['aws.ecs', 'quaymaster', 'my.app'].map((Source) => ({
      Source,
      DetailType: taskChange,
      Detail: JSON.stringify(stopped),
    })),
  });
  expect(put.FailedEntryCount).toBe(1);
  await story.driver.pass(cast.minutes(4));

  const changes = story.cloud.journal
    .entries()
    .slice(before)
    .filter(({ role, service }) => role.endsWith('OnReconcileDueRole') && ['ec2', 'ecs', 'ssm'].includes(service))
    .filter(({ operation }) => !/^(Get|Describe|List)/.test(operation));
  expect(changes).toEqual([]);
  expect(cast.living(story).map(({ id }) => id)).toEqual(wanted);
  expect(meter.sum('EventsIgnored')).toBeGreaterThanOrEqual(ofOthers.length);
  expect(meter.sum('Reconciles')).toBeGreaterThan(0);
  expect(meter.sum('Heals')).toBe(0);
  expect(meter.values('EventLag').length).toBeGreaterThan(0);
  for (const name of ['event-dead-letters', 'reconcile-dead-letters.fifo']) {
    const { QueueUrl } = await story.aws('sqs', 'GetQueueUrl', { QueueName: `quaymaster-test-${name}` });
    const { Messages = [] } = await story.aws('sqs', 'ReceiveMessage', { QueueUrl });
    expect(Messages, name).toEqual([]);
  }
});
