/** The two doors lead into the same house: every call here gives the same answer through either. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, DescribeClustersCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import type { Listening } from '../../../local/cloud/doors/http.ts';

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}
const clients = {
  dynamodb: DynamoDBClient,
  ec2: EC2Client,
  ecs: ECSClient,
  events: EventBridgeClient,
  iam: IAMClient,
  lambda: LambdaClient,
  sfn: SFNClient,
  sqs: SQSClient,
  ssm: SSMClient,
  sts: STSClient,
} as unknown as Record<string, new (config: object) => Client>;

const base = { region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'key-1', secretAccessKey: 'secret' } };
const build = (config: object, connect: (client: Client) => Client) =>
  Object.fromEntries(
    Object.entries(clients).map(([name, Client]) => [name, connect(new Client({ ...base, ...config }))]),
  );

let inside: Record<string, Client>;
let outside: Record<string, Client>;
let server: Listening;

const newCloud = (): Cloud => createCloud({ seed: 'doors', startAt: Date.UTC(2026, 4, 1, 12, 0, 0, 123) });

beforeAll(async () => {
  const [one, two] = [newCloud(), newCloud()];
  server = await two.listen(0);
  inside = build({}, one.door('key-1'));
  outside = build({ endpoint: `http://127.0.0.1:${server.port}` }, (client) => client);
});
afterAll(() => server.close());

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const image = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended';

/** In this order: later calls see what earlier ones did. */
const calls: readonly (readonly [client: string, what: string, command: unknown])[] = [
  [
    'ssm',
    'a first version, with tags',
    new PutParameterCommand({ Name: '/a/b', Value: 'é<&>"\n', Type: 'String', Tags: [{ Key: 'k', Value: '' }] }),
  ],
  ['ssm', 'a second version', new PutParameterCommand({ Name: '/a/b', Value: '2', Overwrite: true })],
  ['ssm', 'an unwanted version', new PutParameterCommand({ Name: '/a/b', Value: '3' })],
  ['ssm', 'a timestamp with milliseconds', new GetParameterCommand({ Name: '/a/b' })],
  ['ssm', 'a selector', new GetParameterCommand({ Name: '/a/b:1' })],
  ['ssm', 'a version that is not there', new GetParameterCommand({ Name: '/a/b:9' })],
  ['ssm', 'a modeled error', new GetParameterCommand({ Name: '/nothing' })],
  ['ssm', 'an error that is not modeled', new GetParameterCommand({ Name: 'bad name' })],
  ['ssm', 'lists, partly empty', new GetParametersCommand({ Names: ['/a/b', '/no'] })],
  ['ssm', 'an empty list of results', new GetParametersByPathCommand({ Path: '/none' })],
  ['ssm', 'a label', new LabelParameterVersionCommand({ Name: '/a/b', Labels: ['prod', '1st'] })],
  ['ssm', 'history with sets', new GetParameterHistoryCommand({ Name: '/a/b' })],
  ['ssm', 'metadata', new DescribeParametersCommand({ ParameterFilters: [{ Key: 'tag:k', Values: [''] }] })],
  ['ssm', 'tags', new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/a/b' })],
  ['ssm', 'a public parameter', new GetParameterCommand({ Name: image })],
  ['ssm', 'a required member left out', new GetParameterCommand({} as never)],
  ['ssm', 'an operation that is not implemented', new SendCommandCommand({ DocumentName: 'x' })],
  [
    'iam',
    'a role with tags',
    new CreateRoleCommand({ RoleName: 'host', AssumeRolePolicyDocument: trust, Tags: [{ Key: 'a', Value: 'b&c' }] }),
  ],
  ['iam', 'a role that is there', new CreateRoleCommand({ RoleName: 'host', AssumeRolePolicyDocument: trust })],
  ['iam', 'a malformed policy', new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument: '{' })],
  ['iam', 'an encoded document', new GetRoleCommand({ RoleName: 'host' })],
  ['iam', 'nobody', new GetRoleCommand({ RoleName: 'nobody' })],
  ['iam', 'a page', new ListRolesCommand({ MaxItems: 1 })],
  ['iam', 'an empty list in XML', new ListAttachedRolePoliciesCommand({ RoleName: 'host' })],
  ['iam', 'a profile', new CreateInstanceProfileCommand({ InstanceProfileName: 'host', Path: '/p/' })],
  [
    'iam',
    'an answer without members',
    new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'host', RoleName: 'host' }),
  ],
  ['iam', 'a conflict', new DeleteRoleCommand({ RoleName: 'host' })],
  ['iam', 'a required member left out of a form', new GetRoleCommand({} as never)],
  ['iam', 'an operation that is not implemented', new ListUsersCommand({})],
  ['sts', 'the caller', new GetCallerIdentityCommand({})],
  [
    'sts',
    'temporary keys',
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/host', RoleSessionName: 'me' }),
  ],
  [
    'sts',
    'a role that is not there',
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/no', RoleSessionName: 'me' }),
  ],
  ['ec2', 'no instances', new DescribeInstancesCommand({ Filters: [{ Name: 'tag:a', Values: ['b'] }] })],
  [
    'ec2',
    'an image that is not there',
    new RunInstancesCommand({ ImageId: 'ami-00000000', MinCount: 1, MaxCount: 1, ClientToken: 't' }),
  ],
  [
    'ec2',
    'a required member left out of an EC2 form',
    new RunInstancesCommand({ MinCount: 1, ClientToken: 't' } as never),
  ],
  ['ecs', 'a cluster', new CreateClusterCommand({ clusterName: 'c', tags: [{ key: 'k', value: 'v' }] })],
  ['ecs', 'failures beside results', new DescribeClustersCommand({ clusters: ['c', 'd'], include: ['TAGS'] })],
  ['ecs', 'a modeled client error', new RunTaskCommand({ cluster: 'nowhere', taskDefinition: 'x', clientToken: 't' })],
  ['events', 'no rules', new ListRulesCommand({})],
  ['events', 'an entry without a source', new PutEventsCommand({ Entries: [{ Detail: '{}' }] })],
  ['sfn', 'no machines', new ListStateMachinesCommand({})],
  ['sfn', 'a malformed ARN', new StartExecutionCommand({ stateMachineArn: 'x' })],
  ['sqs', 'a query-compatible error', new GetQueueUrlCommand({ QueueName: 'none' })],
  [
    'sqs',
    'a message to nowhere',
    new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/none', MessageBody: 'm' }),
  ],
  ['lambda', 'an error of a REST service', new GetFunctionCommand({ FunctionName: 'none' })],
  ['lambda', 'a function that is not there', new InvokeCommand({ FunctionName: 'none', Payload: Buffer.from('{}') })],
  [
    'dynamodb',
    'binary into no table',
    new PutItemCommand({ TableName: 'none', Item: { pk: { B: Uint8Array.of(1, 2) } } }),
  ],
  ['dynamodb', 'a key of no table', new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } })],
];

/** Everything that code could look at, less what differs from request to request and what parsers leave behind. */
const outcomeOf = async (client: Client | undefined, command: unknown): Promise<unknown> => {
  try {
    const { $metadata, ...output } = await client!.send(command);
    return { output, status: ($metadata as { httpStatusCode: number }).httpStatusCode };
  } catch (thrown) {
    const { $metadata, $response, RequestId, __type, xmlns, ...members } = thrown as Record<string, unknown> & {
      $metadata: { httpStatusCode: number };
    };
    const error = thrown as Error;
    return {
      class: error.constructor.name,
      name: error.name,
      message: error.message,
      status: $metadata.httpStatusCode,
      members,
    };
  }
};

describe('through the SDK door as through the HTTP door', () => {
  it.each(calls)('%s: %s', async (name, _what, command) => {
    const within = await outcomeOf(inside[name], command);
    const without = await outcomeOf(outside[name], command);
    expect(within).toEqual(without);
    expect(JSON.stringify(without)).not.toContain('InternalFailure');
  });
});
