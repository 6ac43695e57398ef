/** Software that is tested without agents registers its container instances by itself. */
import { RegisterContainerInstanceCommand, type RegisterContainerInstanceCommandInput } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { newInstance, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let instanceId: string;
beforeEach(async () => {
  shop = await openShop();
  instanceId = newInstance(shop.fleet.world);
});

const register = async (input: RegisterContainerInstanceCommandInput = {}) => {
  const command = new RegisterContainerInstanceCommand({
    cluster: 'shop',
    instanceIdentityDocument: JSON.stringify({ instanceId, region: 'us-east-1' }),
    instanceIdentityDocumentSignature: 'not verified',
    ...input,
  });
  return (await shop.fleet.ecs.send(command)).containerInstance;
};

describe('RegisterContainerInstance', () => {
  test('makes a host of an instance, and tasks are placed on it', async () => {
    const attributes = [{ name: 'rack', value: '7' }];
    const host = await register({ attributes, tags: [{ key: 'team', value: 'web' }] });
    expect(host).toMatchObject({ ec2InstanceId: instanceId, status: 'ACTIVE', agentConnected: true });
    expect(host?.attributes).toContainEqual(attributes[0]);
    expect(host?.tags).toEqual([{ key: 'team', value: 'web' }]);
    await registerWeb(shop.fleet);
    expect((await shop.run()).tasks).toMatchObject([{ containerInstanceArn: host?.containerInstanceArn }]);
  });

  test('with the room that the agent says there is', async () => {
    const host = await register({
      totalResources: [
        { name: 'CPU', type: 'INTEGER', integerValue: 4_096 },
        { name: 'MEMORY', type: 'INTEGER', integerValue: 1_000 },
        { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '80'] },
      ],
    });
    const amount = (name: string) => host?.remainingResources?.find((resource) => resource.name === name);
    expect([amount('CPU')?.integerValue, amount('MEMORY')?.integerValue]).toEqual([4_096, 1_000]);
    expect(amount('PORTS')?.stringSetValue).toEqual(['22', '80']);
  });

  test('again, without saying which one it was, makes another; with its ARN it is back', async () => {
    const first = await register();
    expect((await register({ containerInstanceArn: first?.containerInstanceArn }))?.containerInstanceArn).toBe(
      first?.containerInstanceArn,
    );
    expect((await register())?.containerInstanceArn).not.toBe(first?.containerInstanceArn);
    expect(await shop.listHosts()).toHaveLength(2);
  });

  test.each([
    ['for an instance that there is not', { instanceIdentityDocument: '{"instanceId":"i-0"}' }, 'identity document'],
    ['for what is no document', { instanceIdentityDocument: 'null' }, 'identity document'],
    ['in a cluster that there is not', { cluster: 'nowhere' }, 'Cluster not found'],
  ])('is refused %s', async (_what, input, text) => {
    await expect(register(input)).rejects.toThrow(text);
    expect(await shop.listHosts()).toEqual([]);
  });
});
