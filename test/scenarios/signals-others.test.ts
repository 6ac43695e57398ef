/** What others have in our cluster, of every kind and in every trouble: counted, never touched, and no reason for anything. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { route } from '../../local/cloud/events/behaviour/emit.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import * as cast from './cast.ts';

/** What ECS shows of container instances that are no EC2 instances of this account, by ARN. */
const shownAs = new Map<string, object>();
const touched: string[] = [];

const show: Interceptor = async ({ service, operation, input, caller }, next) => {
  if (caller.role.startsWith('quaymaster-test-') && cast.changes({ service, operation }) && /ec2|ecs|ssm/.test(service))
    touched.push(JSON.stringify(input));
  const answer = await next();
  if (operation !== 'DescribeContainerInstances') return answer;
  const { containerInstances = [] } = answer as { containerInstances?: { containerInstanceArn: string }[] };
  const changed = containerInstances.map((one) => ({ ...one, ...shownAs.get(one.containerInstanceArn) }));
  return { ...(answer as object), containerInstances: changed };
};

const ill = {
  agentConnected: false,
  healthStatus: { overallStatus: 'IMPAIRED', details: [{ type: 'CONTAINER_RUNTIME', status: 'IMPAIRED' }] },
};
const kinds = {
  'an EC2 instance of somebody else': {},
  'one of ECS Anywhere': { ec2InstanceId: 'mi-0a1b2c3d4e5f60718', attributes: [{ name: 'ecs.capability.external' }] },
  'one whose instance EC2 does not know': { ec2InstanceId: 'i-0ffffffffffffffff' },
};

let story: cast.Story;
const theirs: string[] = [];

/** An instance without our tags, registered by software of its own. */
const register = async (changes: object): Promise<void> => {
  const [ours] = cast.living(story);
  const { Instances } = await story.aws('ec2', 'RunInstances', {
    ImageId: ours?.image.id,
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: ours?.subnetId,
  });
  const instanceId: string = Instances[0].InstanceId;
  const { containerInstance } = await story.aws('ecs', 'RegisterContainerInstance', {
    cluster: 'c',
    instanceIdentityDocument: JSON.stringify({ instanceId, region: 'us-east-1' }),
    instanceIdentityDocumentSignature: 'not verified',
  });
  shownAs.set(containerInstance.containerInstanceArn, changes);
  theirs.push(
    instanceId,
    containerInstance.containerInstanceArn,
    ...Object.values(changes).filter((id) => typeof id === 'string'),
  );
};

beforeAll(async () => {
  story = await cast.story({ interceptors: [show] });
  await cast.provisioned(story);
  await cast.serving(story, 6);
  for (const changes of Object.values(kinds)) await register(changes);
  await story.driver.pass(cast.minutes(2));
});

describe("hosts of others, of ECS Anywhere, and of nobody's", () => {
  it('are counted as not ours, and the cluster stays settled', async () => {
    const { body } = await story.api('GET', '/v1/clusters/c');
    expect(body).toMatchObject({ state: 'settled', status: { foreignHosts: 3, groups: [{ desired: 3, joined: 3 }] } });
  });

  it('are left alone for hours although their agents are away and their runtimes do not answer', async () => {
    for (const [arn, changes] of shownAs) shownAs.set(arn, { ...changes, ...ill });
    const before = touched.length;
    await story.driver.pass(cast.minutes(120));
    expect(touched.slice(before)).toEqual([]);
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({ state: 'settled' });
  });

  it('hold back no remedy for ours', async () => {
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('ssm-agent-offline', { instanceIds: [victim] });
    story.cloud.faults.begin('agent-stop', { instanceIds: [victim] });
    const replaced = async () => {
      const joined = await cast.joinedHosts(story);
      return joined.length === 3 && !joined.includes(victim) && cast.instance(story, victim).state === 'terminated';
    };
    await cast.until(story, 'the host of ours is replaced', replaced, cast.minutes(40), 20_000);
    for (const name of theirs) expect(touched.filter((call) => call.includes(name))).toEqual([]);
  });
});

it('tasks on Fargate that fail in our cluster are nobody of ours', async () => {
  const file = readFileSync('events/bus/ecs-task-state-change-running-fargate.json', 'utf8');
  const { account, region } = story.cloud.world;
  const event = JSON.parse(file);
  const here = JSON.parse(
    file
      .replaceAll(event.account, account)
      .replaceAll(event.region, region)
      .replaceAll(/:cluster\/[\w-]+/g, ':cluster/c'),
  );
  const before = touched.length;
  for (let number = 0; number < 20; number += 1) {
    const taskArn = `arn:aws:ecs:${region}:${account}:task/c/${String(number).padStart(32, '0')}`;
    const stopped = {
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError',
    };
    const detail = { ...here.detail, ...stopped, taskArn, stoppedAt: new Date(story.cloud.clock.now()).toISOString() };
    route(story.cloud.world, { ...here, detail });
  }
  await story.driver.pass(cast.minutes(5));
  expect(touched.slice(before)).toEqual([]);
});
