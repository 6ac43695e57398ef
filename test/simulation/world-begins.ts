/** How people make the world of a seed, and how they say once more what they want when everything is over. */
import { canary } from './canaries.ts';
import { isUnhealthy, whatHolds } from './invariants/brake-holds.ts';
import { livingClusters, type Players } from './players.ts';
import { usualPolicy } from './requests.ts';
import { livingHosts, type Scene, table } from './scene.ts';
import { definition, extraScript } from './world-of-seed.ts';

/** A request that is repeated until it is taken, as people do who mean it. */
const insist = async ({ ask, world }: Players, method: string, path: string, body: object): Promise<boolean> => {
  for (let time = 0; time < 20; time++) {
    const { status } = await ask(method, path, body);
    if (status < 300) return true;
    await world.clock.sleep(30_000);
  }
  return false;
};

/** Clusters, definitions, and what others have in the same account. */
export const furnish = async (players: Players): Promise<void> => {
  const { wanted, asked, aws } = players;
  const extra = { Name: extraScript, Type: 'SecureString', Value: `#!/bin/sh\n# ${canary('parameter')}` };
  await aws('ssm', 'PutParameter', extra);
  for (const { name, body } of wanted.clusters)
    if (await insist(players, 'PUT', `/v1/clusters/${name}`, body)) asked.clusters.set(name, body);
  for (const body of wanted.definitions) await insist(players, 'POST', '/v1/task-definitions', body);
};

/** `services` when hosts are there; `everything` at the end, with another revision: what had failed is tried anew. */
export const wishAgain = async (players: Players, what: 'services' | 'everything'): Promise<void> => {
  const { wanted, asked } = players;
  if (what === 'services') {
    for (const { name: cluster, services } of wanted.clusters)
      for (const { name, body } of services)
        if (await insist(players, 'PUT', `/v1/clusters/${cluster}/services/${name}`, body))
          asked.services.set(`${cluster}/${name}`, body);
    if (wanted.strangers) await strangersCome(players);
    return;
  }
  for (const family of ['web', 'api', 'agent'])
    await insist(players, 'POST', '/v1/task-definitions', definition(family, 144));
  for (const [cluster, body] of asked.clusters)
    if (body !== undefined && cluster !== wanted.poisoned) {
      const policy = { ...(body['policy'] as object | undefined), ...usualPolicy };
      await insist(players, 'PUT', `/v1/clusters/${cluster}`, { ...body, policy });
    }
  for (const [key, body] of asked.services) {
    const [cluster, service] = key.split('/');
    if (body !== undefined) await insist(players, 'PUT', `/v1/clusters/${cluster}/services/${service}`, body);
  }
  for (const cluster of livingClusters(players)) await giveBack(players, cluster);
};

/** What people have drained, or asked to be drained; not what is being drained for a reason of its own. */
const giveBack = async ({ ask, world }: Players, cluster: string): Promise<void> => {
  const { body } = await ask('GET', `/v1/clusters/${cluster}/hosts`);
  const hosts: readonly { host: string; disruption?: { cause: string; kind: string } }[] = body.hosts ?? [];
  for (const { instanceId, status } of world.ecs.clusters.get(cluster)?.hosts.values() ?? []) {
    const disruption = hosts.find(({ host }) => host === instanceId)?.disruption;
    const isOfPeople = disruption === undefined ? status === 'DRAINING' : disruption.cause === 'requested';
    if (isOfPeople && (status === 'DRAINING' || disruption?.kind === 'drain'))
      await ask('POST', `/v1/clusters/${cluster}/hosts/${instanceId}/activate`, {});
  }
};

/** A host with half of our tags joins our cluster, and a service that we know nothing of runs there. */
const strangersCome = async ({ aws, wanted, world }: Players): Promise<void> => {
  const cluster = wanted.clusters[0]?.name ?? '';
  const [ours] = world.ec2.instances.values();
  const script = ['#!/bin/bash', `echo ECS_CLUSTER=${cluster} >> /etc/ecs/ecs.config`].join('\n');
  await aws('ec2', 'RunInstances', {
    ImageId: ours?.image.id,
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: ours?.subnetId,
    IamInstanceProfile: { Name: ours?.instanceProfile?.name },
    UserData: Buffer.from(script).toString('base64'),
    TagSpecifications: [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'quaymaster:cluster', Value: cluster },
          { Key: 'quaymaster:stack', Value: 'quaymaster-prod' },
          { Key: 'quaymaster:group', Value: 'main' },
        ],
      },
    ],
  });
  await aws('ecs', 'CreateService', { cluster, serviceName: 'theirs', taskDefinition: 'web', desiredCount: 1 });
};

/**
 * A newer version of us, a broken disk or somebody's hand spoils what is stored of this cluster: its ledger or its spec. False when
 * there was nothing to spoil.
 */
export const spoil = async ({ aws, random, world }: Players, cluster: string): Promise<boolean> => {
  const ledger = { pk: { S: `CLUSTER#${cluster}` }, sk: { S: 'LEDGER#main' } };
  const Key = random.chance(60) ? ledger : { pk: { S: 'SPECS' }, sk: { S: cluster } };
  const spoilt = random.pick([{ schema: { N: '99' } }, { body: { S: '{"not": ' } }, { body: { S: '{}' } }, 'gone']);
  for (let time = 0; time < 10; time++) {
    const { Item } = (await aws('dynamodb', 'GetItem', { TableName: table, Key, ConsistentRead: true })) ?? {};
    const condition = { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': Item?.v } };
    const done =
      Item === undefined
        ? undefined
        : spoilt === 'gone' && Key === ledger
          ? await aws('dynamodb', 'DeleteItem', { TableName: table, Key, ...condition })
          : await aws('dynamodb', 'PutItem', {
              TableName: table,
              Item: { ...Item, ...(spoilt === 'gone' ? { body: { S: '' } } : (spoilt as object)) },
              ...condition,
            });
    if (done !== undefined) return true;
    await world.clock.sleep(5_000);
  }
  return false;
};

/** Hosts that are broken for good and that a brake rightly keeps: it asks a person to look, and the person terminates them. */
export const clearAway = async (scene: Scene, { aws }: Players): Promise<void> => {
  for (const host of livingHosts(scene.world))
    if (isUnhealthy(scene, host) && whatHolds(scene, host.id) !== undefined)
      await aws('ec2', 'TerminateInstances', { InstanceIds: [host.id] });
};
