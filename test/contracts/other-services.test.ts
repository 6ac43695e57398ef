/** What strangers expect of IAM's callers, SQS, Step Functions and DynamoDB. Sources stand beside the facts. */
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, onTheWire, openHouse, refusalOf, startAt } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const trust = '{"Version":"2012-10-17","Statement":[]}';

describe.each(doors)('through the %s door', (door) => {
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  test('who assumed a role is known by the name of the session', async () => {
    const iam = house.client(door, IAMClient);
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: trust }));
    const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'from-ci' });
    const { Credentials, AssumedRoleUser } = await house.client(door, STSClient).send(assume);

    const assumed = house.client(door, STSClient, Credentials?.AccessKeyId);
    const caller = await assumed.send(new GetCallerIdentityCommand({}));
    expect(caller.Arn).toBe('arn:aws:sts::000000000000:assumed-role/deploy/from-ci');
    expect(caller.Arn).toBe(AssumedRoleUser?.Arn);
    expect(caller.UserId).toBe(`${Role?.RoleId}:from-ci`);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
  test('a queue is purged once a minute', async () => {
    const sqs = house.client(door, SQSClient);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
    const purge = () => refusalOf(sqs.send(new PurgeQueueCommand({ QueueUrl })));
    expect(await purge()).toBe('accepted');
    expect(await purge()).toBe(
      'PurgeQueueInProgress: Only one PurgeQueue operation on jobs is allowed every 60 seconds.',
    );
    await house.time.pass(60_000);
    expect(await purge()).toBe('accepted');
  });

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
  test('executions are listed of a machine or of a map run', async () => {
    const refusal = await refusalOf(house.client(door, SFNClient).send(new ListExecutionsCommand({})));
    expect(refusal).toContain('ValidationException');
    expect(refusal).not.toContain('undefined');
  });

  test('tables know no time but that of this world', async () => {
    const dynamodb = house.client(door, DynamoDBClient);
    const TableName = 'orders';
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table?.CreationDateTime?.getTime()).toBe(startAt);
    expect(Table?.BillingModeSummary?.LastUpdateToPayPerRequestDateTime?.getTime()).toBe(startAt);
  });
});

// As in the example of https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
test('IAM writes whole seconds without milliseconds', async () => {
  const { body } = await onTheWire(house, 'iam', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: 'deploy',
    AssumeRolePolicyDocument: trust,
  });
  expect(body).toContain('<CreateDate>2026-01-05T12:00:00Z</CreateDate>');
});

// localstack's tests/aws/services/iam and sts were run against AWS; the *.snapshot.json beside them are what AWS answered.
describe('roles', () => {
  test('show their longest session and their last use when they are read, not when they are created', async () => {
    const iam = house.client('SDK', IAMClient);
    const RoleName = 'deploy';
    const created = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    expect(created.Role).not.toHaveProperty('MaxSessionDuration', expect.anything());
    const read = await iam.send(new GetRoleCommand({ RoleName }));
    expect(read.Role).toMatchObject({ MaxSessionDuration: 3_600, RoleLastUsed: {} });
  });

  test('of services have their policy, and suffixes where the service allows them', async () => {
    const iam = house.client('SDK', IAMClient);
    const create = (AWSServiceName: string, CustomSuffix?: string) =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix }));
    expect(await refusalOf(create('ecs.amazonaws.com', 'mine'))).toBe(
      'InvalidInputException: Custom suffix is not allowed for ecs.amazonaws.com',
    );
    const { Role } = await create('autoscaling.amazonaws.com', 'mine');
    expect(Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_mine');
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: Role?.RoleName }));
    expect(attached.AttachedPolicies).toEqual([
      {
        PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy',
        PolicyName: 'AutoScalingServiceRolePolicy',
      },
    ]);
  });

  test.each(['nothing-valid-in-here', 'arn:a::::something/test-role', 'arn:a:::something/test-role'])(
    '%s is no role',
    async (RoleArn) => {
      const sts = house.client('SDK', STSClient);
      const assume = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'Session1' }));
      expect(await refusalOf(assume)).toBe(`ValidationError: ${RoleArn} is invalid`);
    },
  );
});
