import type * as sdk from '@aws-sdk/client-ssm';
import { roleOf } from '../../ec2/behaviour/credentials.ts';
import type { Ec2Instance } from '../../ec2/state.ts';
import { privateDnsName } from '../../ec2/views/instance.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { isHeard } from '../behaviour/agent.ts';
import { pageOf } from '../pages.ts';
import type { ManagedNode } from '../state.ts';

/** Of the time of the images. */
const agentVersion = '3.3.2299.0';
const mostListed = 50;

interface Seen {
  readonly node: ManagedNode;
  readonly instance: Ec2Instance;
  readonly ping: 'Online' | 'ConnectionLost';
}

/**
 * Managed nodes; instances that never reached Systems Manager are not among them. `Inactive` "has been deprecated and is no
 * longer in use". https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html
 */
export const describeInstanceInformation: Operation<
  sdk.DescribeInstanceInformationCommandInput,
  sdk.DescribeInstanceInformationCommandOutput
> = (input, { world }) => {
  const filters = [
    ...(input.Filters ?? []),
    ...(input.InstanceInformationFilterList ?? []).map(({ key, valueSet }) => ({ Key: key, Values: valueSet })),
  ].map(({ Key: key = '', Values: values = [] }) => ({ key, values }));
  const tests = filters.map(({ key, values }) => testOf(world, key, values));
  const named = filters.find(({ key }) => key === 'InstanceIds')?.values;
  const found = (named ?? [...world.ssm.nodes.keys()])
    .flatMap((id) => seen(world, id) ?? [])
    .filter((one) => tests.every((test) => test(one)));
  const { page, next } = pageOf(found, input, mostListed);
  return { InstanceInformationList: page.map((one) => view(world, one)), ...next };
};

const seen = (world: World, id: string): Seen | undefined => {
  const node = world.ssm.nodes.get(id);
  const instance = world.ec2.instances.get(id);
  if (node === undefined || instance === undefined || instance.state === 'terminated') return undefined;
  const silentMs = isHeard(world, id) ? 0 : world.clock.now() - (node.lostAt ?? world.clock.now());
  return { node, instance, ping: silentMs >= world.knobs.ssmConnectionLostMs ? 'ConnectionLost' : 'Online' };
};

const testOf = (world: World, key: string, values: readonly string[]): ((one: Seen) => boolean) => {
  if (values.length === 0)
    throw new AwsError('InvalidInstanceInformationFilterValue', 'The specified filter value is not valid.');
  const has = (text: string | undefined) => text !== undefined && values.includes(text);
  if (key.startsWith('tag:')) return ({ instance }) => has(instance.tags.get(key.slice(4)));
  switch (key) {
    case 'InstanceIds':
      return ({ instance }) => has(instance.id);
    case 'PingStatus':
      return ({ ping }) => has(ping);
    case 'AgentVersion':
      return () => has(agentVersion);
    case 'PlatformTypes':
      return () => has('Linux');
    case 'ResourceType':
      return () => has('EC2Instance');
    case 'IamRole':
      return ({ instance }) => has(roleOf(world, instance));
    case 'tag-key':
      return ({ instance }) => values.some((name) => instance.tags.has(name));
    case 'ActivationIds':
    case 'AssociationStatus':
      return () => false;
    default:
      throw new AwsError('InvalidFilterKey', `The specified key ${key} is not valid.`);
  }
};

const view = (world: World, { node, instance, ping }: Seen): sdk.InstanceInformation => ({
  InstanceId: instance.id,
  PingStatus: ping,
  LastPingDateTime: new Date(node.lastPingAt),
  AgentVersion: agentVersion,
  IsLatestVersion: true,
  PlatformType: 'Linux',
  PlatformName: 'Amazon Linux',
  PlatformVersion: '2023',
  ResourceType: 'EC2Instance',
  IPAddress: instance.networkInterface.privateIp,
  ComputerName: privateDnsName(world, instance),
  SourceId: instance.id,
  SourceType: 'AWS::EC2::Instance',
});
