/** The cost of a call does not grow with what it does not touch: the same call in a small and in a large cluster. */
import { type Fleet, newFleet, runTasks } from './fleet.ts';
import { costs, type Row } from './measure.ts';

interface Prepared extends Fleet {
  readonly tasks: readonly string[];
  readonly instances: readonly string[];
}

const ofSize = async (hosts: number, tasks: number): Promise<Prepared> => {
  const fleet = await newFleet(hosts);
  await fleet.call('ecs', 'RegisterTaskDefinition', {
    family: 'rare',
    containerDefinitions: [{ name: 'rare', image: 'nginx', cpu: 8, memory: 8, essential: true }],
  });
  await fleet.call('ecs', 'CreateService', {
    cluster: fleet.cluster,
    serviceName: 's',
    taskDefinition: 'rare',
    desiredCount: 5,
  });
  await fleet.call('ssm', 'PutParameter', { Name: '/a', Value: 'b', Type: 'String' });
  return {
    ...fleet,
    tasks: await runTasks(fleet, tasks),
    instances: [...fleet.cloud.world.ec2.instances.keys()].slice(0, 50),
  };
};

const calls: Readonly<Record<string, (prepared: Prepared) => Promise<unknown>>> = {
  'ecs:DescribeTasks of 100': ({ call, cluster, tasks }) =>
    call('ecs', 'DescribeTasks', { cluster, tasks: tasks.slice(0, 100) }),
  'ecs:ListTasks of a service': ({ call, cluster }) => call('ecs', 'ListTasks', { cluster, serviceName: 's' }),
  'ecs:ListTasks of a family': ({ call, cluster }) => call('ecs', 'ListTasks', { cluster, family: 'rare' }),
  'ecs:DescribeServices of 1': ({ call, cluster }) => call('ecs', 'DescribeServices', { cluster, services: ['s'] }),
  'ecs:DescribeClusters of 1': ({ call, cluster }) => call('ecs', 'DescribeClusters', { clusters: [cluster] }),
  'ec2:DescribeInstances of 50 ids': ({ call, instances }) =>
    call('ec2', 'DescribeInstances', { InstanceIds: instances }),
  'ssm:GetParameter': ({ call }) => call('ssm', 'GetParameter', { Name: '/a' }),
};

export const rows = async (): Promise<readonly Row[]> => {
  const small = await ofSize(100, 100);
  const large = await ofSize(2_000, 10_000);
  const found: Row[] = [];
  for (const [what, call] of Object.entries(calls)) {
    const [inSmall = 0, inLarge = 0] = await costs([() => call(small), () => call(large)], { calls: 200, rounds: 9 });
    found.push({
      what,
      ratio: inLarge / inSmall,
      against: 'the same among 100 hosts and 100 tasks; here 2,000 and 10,000',
      bound: 2,
    });
  }
  return found;
};
