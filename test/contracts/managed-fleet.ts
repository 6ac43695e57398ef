/** Hosts of an ECS cluster that Systems Manager manages, and clients to look at both. */
import { DescribeContainerInstancesCommand, ECSClient, ListContainerInstancesCommand } from '@aws-sdk/client-ecs';
import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  GetCommandInvocationCommand,
  SendCommandCommand,
  type SendCommandCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { administer, ec2Bench, role } from '../cloud/ec2/support.ts';

export const cluster = 'shop';
const joining = Buffer.from(`#!/bin/bash\necho ECS_CLUSTER=${cluster} >> /etc/ecs/ecs.config\n`).toString('base64');
const minute = 60_000;

export const managedFleet = async (
  hosts = 1,
  { knobs = {}, policy = 'AmazonSSMManagedInstanceCore' }: { knobs?: object; policy?: string } = {},
) => {
  const bench = await ec2Bench({ knobs: { ssmInvocationVisibleMs: [0, 0], ...knobs } });
  const { cloud, driver } = bench;
  const client = <C>(Class: new (config: object) => C): C => {
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
    return cloud.door('AKIATEST')(new Class({ region: 'us-east-1', credentials, maxAttempts: 1 }));
  };
  const ssm = client(SSMClient);
  const ecs = client(ECSClient);
  await administer(bench, 'ecs', 'CreateCluster', { clusterName: cluster });
  const PolicyArn = `arn:aws:iam::aws:policy/${policy}`;
  await administer(bench, 'iam', 'AttachRolePolicy', { RoleName: role, PolicyArn });
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'team', Value: 'core' }] }];
  const instances = await bench.launch({ MinCount: hosts, MaxCount: hosts, UserData: joining, TagSpecifications });
  await driver.pass(4 * minute);
  const ids = instances.map(({ id }) => id);

  const nodes = async (more: DescribeInstanceInformationCommandInput = {}) =>
    (await ssm.send(new DescribeInstanceInformationCommand(more))).InstanceInformationList ?? [];
  const send = async (commands: string[], more: Partial<SendCommandCommandInput> = {}): Promise<string> => {
    const request = { DocumentName: 'AWS-RunShellScript', InstanceIds: ids, Parameters: { commands }, ...more };
    return (await ssm.send(new SendCommandCommand(request as SendCommandCommandInput))).Command?.CommandId ?? '';
  };
  const look = (CommandId: string, InstanceId = ids[0]) =>
    ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
  const run = async (commands: string[], more: Partial<SendCommandCommandInput> = {}) => {
    const id = await send(commands, more);
    await driver.pass(2_000);
    return look(id);
  };
  const connected = async (): Promise<readonly (boolean | undefined)[]> => {
    const { containerInstanceArns = [] } = await ecs.send(new ListContainerInstancesCommand({ cluster }));
    const request = new DescribeContainerInstancesCommand({ cluster, containerInstances: containerInstanceArns });
    const { containerInstances = [] } = await ecs.send(request);
    return containerInstances.map(({ agentConnected }) => agentConnected);
  };
  return { ...bench, ssm, ecs, ids, nodes, send, look, run, connected };
};
