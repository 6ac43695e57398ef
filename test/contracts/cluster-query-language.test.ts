/**
 * The cluster query language where clients meet it, with the examples of its page. What each operator means is tested in
 * test/ecs/query-language.test.ts. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
import { PutAttributesCommand } from '@aws-sdk/client-ecs';
import { beforeAll, expect, test } from 'vitest';
import { addHosts, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

let shop: Shop;
let instances: readonly string[];
beforeAll(async () => {
  shop = await openShop();
  instances = await addHosts(shop.fleet, 'shop', [
    { type: 't2.small', zone: 'us-east-1a' },
    { type: 't2.medium', zone: 'us-east-1b', config: { ECS_INSTANCE_ATTRIBUTES: '{"stack":"prod"}' } },
    { type: 'm5.large', zone: 'us-east-1d' },
  ]);
  await registerWeb(shop.fleet);
  const on = (type: string) => [{ type: 'memberOf' as const, expression: `attribute:ecs.instance-type == ${type}` }];
  await shop.run({ group: 'database', placementConstraints: on('t2.medium') });
  await shop.run({ group: 'batch', placementConstraints: on('m5.large') });
  await shop.run({ group: 'batch', placementConstraints: on('m5.large') });
  await shop.fleet.settle();
  const [targetId = ''] = await shop.listHosts({ filter: 'attribute:ecs.instance-type == t2.small' });
  const attributes = [{ name: 'stack', value: 'test', targetId }];
  await shop.fleet.ecs.send(new PutAttributesCommand({ cluster: 'shop', attributes }));
});

/** Which of the three hosts, in the order above. */
const found = async (filter: string): Promise<readonly number[]> =>
  (await shop.describeHosts(await shop.listHosts({ filter })))
    .map(({ ec2InstanceId }) => instances.indexOf(ec2InstanceId ?? ''))
    .toSorted();

test.each([
  ['attribute:ecs.instance-type == t2.small', [0]],
  ['attribute:ecs.availability-zone in [us-east-1a, us-east-1b]', [0, 1]],
  ['attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone != us-east-1d', [0, 1]],
  ['attribute:ecs.instance-type !~ t2.*', [2]],
  ['task:group == database', [1]],
  ['not(task:group == database)', [0, 2]],
  ['runningTasksCount == 1', [1]],
  ['runningTasksCount > 1 || runningTasksCount == 0', [0, 2]],
  ['attribute:stack exists', [0, 1]],
  ['attribute:stack !exists', [2]],
  ['attribute:stack == prod', [1]],
  // "the instances with the custom attribute stack unless its value is prod": task-placement-constraints.html
  ['attribute:stack != prod', [0]],
  ['attribute:stack not_in [prod]', [0]],
  ['agentConnected == true', [0, 1, 2]],
  ['agentVersion < 1.14.5', []],
  ['registeredAt < 2018-02-13', []],
  ['registeredAt > 2018-02-13', [0, 1, 2]],
])('%s finds %j', async (filter, expected) => {
  expect(await found(filter)).toEqual(expected);
});

test('instances are found by their EC2 ids, with quotes and without', async () => {
  expect(await found(`ec2InstanceId in ['${instances[0]}', ${instances[2]}]`)).toEqual([0, 2]);
});

test.each(['attribute:stack ==', 'stack == prod', 'runningTasksCount == many', '('])(
  'what is no expression is refused: %s',
  async (filter) => {
    expect(await refusalOf(shop.listHosts({ filter }))).toMatch(/^InvalidParameterException: /);
  },
);
