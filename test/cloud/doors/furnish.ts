/** A little of everything, so that a stranger's requests find something. */
import type { Cloud } from '../../../local/cloud/cloud.ts';
import type { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const machine = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Rest',
  States: { Rest: { Type: 'Wait', Seconds: 5_000, End: true } },
});
const userData = Buffer.from('#!/bin/bash\necho ECS_CLUSTER=nn1 >> /etc/ecs/ecs.config\n').toString('base64');
const image = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

/** Hosts in a cluster with a service, a queue, a table, a rule, a state machine that runs: all called nn1. */
export const furnish = async ({ world, call }: Cloud, time: JumpDriver): Promise<void> => {
  const caller = { accessKeyId: 'local', role: 'local', arn: '' };
  const make = (service: string, operation: string, input: object) => call(service, operation, input, caller);
  await make('iam', 'CreateRole', { RoleName: 'nn1', AssumeRolePolicyDocument: trust });
  await make('iam', 'CreateInstanceProfile', { InstanceProfileName: 'nn1' });
  await make('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'nn1', RoleName: 'nn1' });
  await make('ecs', 'CreateCluster', { clusterName: 'nn1' });
  await make('ec2', 'RunInstances', {
    ImageId: `resolve:ssm:${image}`,
    InstanceType: 't3.medium',
    MinCount: 2,
    MaxCount: 2,
    UserData: userData,
    IamInstanceProfile: { Name: 'nn1' },
  });
  await time.pass(300_000);
  const containerDefinitions = [{ name: 'nn1', image: 'nginx', memory: 64, cpu: 10 }];
  await make('ecs', 'RegisterTaskDefinition', { family: 'nn1', containerDefinitions });
  await make('ecs', 'CreateService', { cluster: 'nn1', serviceName: 'nn1', taskDefinition: 'nn1', desiredCount: 2 });
  await make('sqs', 'CreateQueue', { QueueName: 'nn1' });
  await make('dynamodb', 'CreateTable', {
    TableName: 'nn1',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'k1', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'k1', KeyType: 'HASH' }],
  });
  await make('eventbridge', 'PutRule', { Name: 'nn1', EventPattern: '{"source":["aws.ecs"]}' });
  await make('sfn', 'CreateStateMachine', {
    name: 'nn1',
    definition: machine,
    roleArn: `arn:aws:iam::${world.account}:role/nn1`,
  });
  await make('ssm', 'PutParameter', { Name: 'nn1', Value: 'nn1', Type: 'String' });
  await time.pass(60_000);
};
