/** A cluster of so many hosts, at once: instances and registrations as the embedded AWS makes them, without the wait for their boot. */
import { type Cloud, createCloud } from '../local/cloud/cloud.ts';
import { JumpDriver } from '../local/cloud/kernel/drivers.ts';

export interface Fleet {
  readonly cloud: Cloud;
  readonly driver: JumpDriver;
  readonly cluster: string;
  /** A call as a user of AWS would make it. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs of many operations.
  call(service: string, operation: string, input?: object): Promise<any>;
}

const caller = { accessKeyId: 'bench', role: 'local', arn: 'arn:aws:sts::000000000000:assumed-role/local/bench' };
const mostPerCall = 100;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Agents without a configuration join `default`: no user data has to be interpreted. */
export const newFleet = async (hosts: number): Promise<Fleet> => {
  const cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 5) });
  const driver = new JumpDriver(cloud.clock);
  const cluster = 'default';
  const call: Fleet['call'] = (service, operation, input = {}) =>
    driver.finish(cloud.call(service, operation, input, caller));
  await call('ecs', 'CreateCluster', { clusterName: cluster });
  await call('iam', 'CreateRole', { RoleName: 'hosts', AssumeRolePolicyDocument: trust });
  await call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'hosts' });
  await call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'hosts', RoleName: 'hosts' });
  const { Parameter } = await call('ssm', 'GetParameter', {
    Name: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
  });
  const launch = { ImageId: Parameter.Value, InstanceType: 'm5.2xlarge', IamInstanceProfile: { Name: 'hosts' } };
  for (let launched = 0; launched < hosts; launched += mostPerCall) {
    const count = Math.min(mostPerCall, hosts - launched);
    await call('ec2', 'RunInstances', { ...launch, MinCount: count, MaxCount: count });
  }
  await driver.until(() => cloud.world.ecs.clusters.get(cluster)?.hosts.size === hosts, 30 * 60_000, 'all have joined');
  await call('ecs', 'RegisterTaskDefinition', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'nginx', cpu: 64, memory: 64, essential: true }],
  });
  return { cloud, driver, cluster, call };
};

/** Starts so many tasks, ten by ten on the hosts in their order, and waits until they run; gives their ARNs. */
export const runTasks = async ({ cloud, call, driver, cluster }: Fleet, count: number): Promise<readonly string[]> => {
  const hosts = [...(cloud.world.ecs.clusters.get(cluster)?.hosts.keys() ?? [])];
  const arns: string[] = [];
  for (let first = 0; arns.length < count; first = (first + 10) % hosts.length) {
    const containerInstances = hosts.slice(first, first + Math.min(10, count - arns.length));
    const { tasks } = await call('ecs', 'StartTask', { cluster, taskDefinition: 'web', containerInstances });
    if (tasks.length === 0) throw new Error(`only ${arns.length} of ${count} tasks found room`);
    for (const { taskArn } of tasks) arns.push(taskArn);
  }
  await driver.pass(60_000);
  return arns;
};
