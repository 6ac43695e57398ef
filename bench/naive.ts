/**
 * What Quaymaster is compared with: a reconciler for each host, as one writes it first. Once a minute each looks at its own host
 * (its instance, its registration) and launches it when it is not there; one more keeps the service. It reads nothing twice
 * in a minute and needs no event, so that it is not made worse than such code is.
 */
import { createCloud } from '../local/cloud/cloud.ts';
import { JumpDriver } from '../local/cloud/kernel/drivers.ts';
import { hourMs, minuteMs } from './stack.ts';

const caller = { accessKeyId: 'naive', role: 'local', arn: 'arn:aws:sts::000000000000:assumed-role/local/naive' };
const cluster = 'default';
const image = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export const naiveConvergence = async (
  hosts: number,
  tasks: number,
): Promise<{ readonly calls: number; readonly tookMs: number; readonly atRestPerHour: number }> => {
  const cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 5) });
  const driver = new JumpDriver(cloud.clock);
  let calls = 0;
  // biome-ignore lint/suspicious/noExplicitAny: outputs of many operations.
  const call = async (service: string, operation: string, input: object = {}): Promise<any> => {
    calls += 1;
    return driver.finish(cloud.call(service, operation, input, caller));
  };
  await call('iam', 'CreateRole', { RoleName: 'hosts', AssumeRolePolicyDocument: trust });
  await call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'hosts' });
  await call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'hosts', RoleName: 'hosts' });
  calls = 0;
  await call('ecs', 'CreateCluster', { clusterName: cluster });
  const container = { name: 'web', image: 'nginx', cpu: 128, memory: 128, essential: true };
  await call('ecs', 'RegisterTaskDefinition', { family: 'web', containerDefinitions: [container] });
  const begun = cloud.clock.now();

  const keepHost = async (id: string | undefined): Promise<string> => {
    if (id === undefined) {
      const { Parameter } = await call('ssm', 'GetParameter', { Name: image });
      const launch = { ImageId: Parameter.Value, InstanceType: 't3.medium', IamInstanceProfile: { Name: 'hosts' } };
      const { Instances } = await call('ec2', 'RunInstances', { ...launch, MinCount: 1, MaxCount: 1 });
      return Instances[0].InstanceId;
    }
    await call('ec2', 'DescribeInstances', { InstanceIds: [id] });
    const filter = `ec2InstanceId == ${id}`;
    const { containerInstanceArns } = await call('ecs', 'ListContainerInstances', { cluster, filter });
    if (containerInstanceArns.length > 0)
      await call('ecs', 'DescribeContainerInstances', { cluster, containerInstances: containerInstanceArns });
    return id;
  };
  const keepService = async (): Promise<void> => {
    const service = { cluster, serviceName: 'web', taskDefinition: 'web', desiredCount: tasks };
    const { services } = await call('ecs', 'DescribeServices', { cluster, services: ['web'] });
    if (services.length === 0) await call('ecs', 'CreateService', service);
  };

  const ids: (string | undefined)[] = Array.from({ length: hosts }, () => undefined);
  const minute = async (): Promise<void> => {
    for (const [index, id] of ids.entries()) ids[index] = await keepHost(id);
    await keepService();
  };
  const state = () => cloud.world.ecs.clusters.get(cluster);
  const isDone = () => state()?.hosts.size === hosts && (state()?.tasks.running ?? 0) === tasks;
  while (!isDone()) {
    if (cloud.clock.now() - begun > 3 * hourMs) throw new Error('the naive reconciler does not converge');
    await minute();
    await driver.pass(minuteMs);
  }
  const tookMs = cloud.clock.now() - begun;
  await minute();
  const converged = calls;
  await minute();
  return { calls: converged, tookMs, atRestPerHour: 60 * (calls - converged) };
};
