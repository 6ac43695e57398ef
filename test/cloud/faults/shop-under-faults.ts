/** A customer with hosts, two services, a workflow, a function, a queue and a table, who keeps asking and repairs what is missing. */
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { ecsOptimizedImage } from '../../../local/cloud/ec2/images.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import { knobsOfSeed } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';

export interface ShopUnderFaults {
  readonly cloud: Cloud;
  readonly driver: JumpDriver;
  /** Errors of events, which would end the process. */
  readonly broken: readonly unknown[];
  /** One call of the customer's; undefined when AWS refused, or was not heard of. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs of many operations.
  ask(service: string, operation: string, input?: object): Promise<any>;
  /** Launches what is missing of six hosts and strikes off those that have lost their agents: some, or thoroughly all. */
  repair(thoroughly: boolean): Promise<void>;
}

interface ShownInstance {
  readonly InstanceId: string;
  readonly LaunchTime: string | Date;
}
interface ShownHost {
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  readonly agentConnected: boolean;
}

const account = '000000000000';
const userData = Buffer.from('#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\n').toString('base64');
const container = { name: 'main', image: 'nginx', cpu: 128, memory: 128, essential: true };
const machine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'work', Payload: { note: '{% $states.context.Execution.Name %}' } },
      Retry: [
        { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 20, BackoffRate: 1.5, MaxDelaySeconds: 120 },
      ],
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 90, End: true },
  },
};

export const openShopUnderFaults = async (seed: number): Promise<ShopUnderFaults> => {
  const startAt = Date.UTC(2026, 0, 1);
  const cloud = createCloud({ seed, startAt, knobs: knobsOfSeed(new Random(`knobs ${seed}`)) });
  const driver = new JumpDriver(cloud.clock);
  const broken: unknown[] = [];
  cloud.clock.onError((error) => broken.push(error));
  const caller = { accessKeyId: 'customer', role: 'customer', arn: `arn:aws:sts::${account}:assumed-role/customer/x` };
  const worker = { accessKeyId: 'worker', role: 'worker', arn: `arn:aws:sts::${account}:assumed-role/worker/x` };

  cloud.world.lambda.functions.set('work', {
    name: 'work',
    arn: `arn:aws:lambda:us-east-1:${account}:function:work`,
    timeoutSeconds: 60,
    accessKeyId: worker.accessKeyId,
    invoke: async (payload) => {
      const { note = 'from a queue' } = payload as { note?: string };
      await cloud.call('dynamodb', 'PutItem', { TableName: 'notes', Item: { id: { S: note } } }, worker);
      await cloud.clock.sleep(2_000);
      return { noted: note };
    },
  });

  const must = (service: string, operation: string, input: object) =>
    driver.finish(cloud.call(service, operation, input, caller) as Promise<Record<string, unknown>>);
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  await must('iam', 'CreateRole', { RoleName: 'host', AssumeRolePolicyDocument: trust });
  await must('iam', 'CreateInstanceProfile', { InstanceProfileName: 'host' });
  await must('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'host', RoleName: 'host' });
  await must('dynamodb', 'CreateTable', {
    TableName: 'notes',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await must('sqs', 'CreateQueue', { QueueName: 'events', Attributes: { VisibilityTimeout: '120' } });
  const queueArn = `arn:aws:sqs:us-east-1:${account}:events`;
  await must('eventbridge', 'PutRule', { Name: 'ecs', EventPattern: '{"detail-type":["ECS Service Action"]}' });
  await must('eventbridge', 'PutTargets', { Rule: 'ecs', Targets: [{ Id: 'q', Arn: queueArn }] });
  await must('lambda', 'CreateEventSourceMapping', { FunctionName: 'work', EventSourceArn: queueArn, BatchSize: 10 });
  await must('sfn', 'CreateStateMachine', {
    name: 'patient',
    roleArn: `arn:aws:iam::${account}:role/worker`,
    definition: JSON.stringify(machine),
  });
  await must('ecs', 'CreateCluster', { clusterName: 'shop' });
  await must('ecs', 'RegisterTaskDefinition', { family: 'web', containerDefinitions: [container] });
  for (const [serviceName, desiredCount] of [['web', 5] as const, ['api', 3] as const])
    await must('ecs', 'CreateService', { cluster: 'shop', serviceName, taskDefinition: 'web', desiredCount });

  const ask: ShopUnderFaults['ask'] = (service, operation, input = {}) =>
    driver.finish(cloud.call(service, operation, input, caller).catch(() => undefined));

  const repair = async (thoroughly: boolean) => {
    const seen = await ask('ec2', 'DescribeInstances', {
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopped'] }],
    });
    if (seen === undefined) return;
    const instances = (seen.Reservations ?? []).flatMap(
      (one: { Instances: ShownInstance[] }) => one.Instances,
    ) as ShownInstance[];
    const hosts = await containerInstances();
    const joined = hosts.filter(({ agentConnected }) => agentConnected);
    if (thoroughly || joined.length >= 3)
      for (const { containerInstanceArn: containerInstance, agentConnected } of hosts)
        if (!agentConnected)
          await ask('ecs', 'DeregisterContainerInstance', { cluster: 'shop', containerInstance, force: true });
    const useless = instances.filter(
      ({ InstanceId, LaunchTime }) =>
        cloud.clock.now() - new Date(LaunchTime).getTime() > 900_000 &&
        !joined.some(({ ec2InstanceId }) => ec2InstanceId === InstanceId),
    );
    if (thoroughly && useless.length > 0)
      await ask('ec2', 'TerminateInstances', { InstanceIds: useless.map(({ InstanceId }) => InstanceId) });
    const missing = 6 - (instances.length - useless.length);
    if (missing > 0) await launch(missing);
  };

  let launches = 0;
  const launch = async (count: number) => {
    launches += 1;
    const subnets = [...cloud.world.ec2.subnets.keys()];
    await ask('ec2', 'RunInstances', {
      ImageId: ecsOptimizedImage('x86_64').id,
      ...(launches % 2 === 0
        ? { InstanceType: 't3.medium' }
        : { InstanceType: 'm5.large', InstanceMarketOptions: { MarketType: 'spot' } }),
      MinCount: 1,
      MaxCount: count,
      SubnetId: subnets[launches % subnets.length],
      IamInstanceProfile: { Name: 'host' },
      UserData: userData,
    });
  };

  const containerInstances = async (): Promise<readonly ShownHost[]> => {
    const list = await ask('ecs', 'ListContainerInstances', { cluster: 'shop' });
    const arns: string[] = list?.containerInstanceArns ?? [];
    if (arns.length === 0) return [];
    const seen = await ask('ecs', 'DescribeContainerInstances', { cluster: 'shop', containerInstances: arns });
    return seen?.containerInstances ?? [];
  };

  return { cloud, driver, broken, ask, repair };
};
