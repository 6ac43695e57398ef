/**
 * Requests that AWS refuses by its model, before it looks at anything: the code and the words of each family of services.
 * Lengths, patterns, ranges and words are those of the API references; where a text was seen in the wild, its source is named.
 */
import { CreateNatGatewayCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type ClientClass = new (config: object) => { send(command: unknown): Promise<unknown> };
const client = (Class: unknown) => Class as ClientClass;
const trust = '{"Version":"2012-10-17","Statement":[]}';

const refused: readonly (readonly [what: string, Class: ClientClass, command: unknown, refusal: string])[] = [
  // The form: https://github.com/thinkst/canarytokens, youyo/awslogin#20 and the like
  [
    'a name that is too long',
    client(STSClient),
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::000000000000:role/local`, RoleSessionName: 'x'.repeat(65) }),
    `ValidationError: 1 validation error detected: Value '${'x'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ],
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  [
    'a name with a space',
    client(IAMClient),
    new CreateRoleCommand({ RoleName: 'a b', AssumeRolePolicyDocument: trust }),
    "ValidationError: 1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
  ],
  // aws/aws-sdk-js-v3#2804
  [
    'a name of a rule with a slash',
    client(EventBridgeClient),
    new PutRuleCommand({ Name: 'a/b', EventPattern: '{}' }),
    "ValidationException: 1 validation error detected: Value 'a/b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
  ],
  // A pattern before a length, as a name of DynamoDB tables and a code of Cognito were refused in the wild
  [
    'an empty name, twice',
    client(EventBridgeClient),
    new PutRuleCommand({ Name: '', EventPattern: '{}' }),
    "ValidationException: 2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+; Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'no entries',
    client(EventBridgeClient),
    new PutEventsCommand({ Entries: [] }),
    "ValidationException: 1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html: at most 10 names
  [
    'eleven names',
    client(SSMClient),
    new GetParametersCommand({ Names: Array.from({ length: 11 }, () => 'a') }),
    "ValidationException: 1 validation error detected: Value '[a, a, a, a, a, a, a, a, a, a, a]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  // Items are spoken of as their list: https://github.com/awslabs/aws-service-catalog-factory/issues/279, of ACM and Lambda too
  [
    'an item of a list',
    client(SSMClient),
    new GetParametersCommand({ Names: [''] }),
    "ValidationException: 1 validation error detected: Value '[]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1]",
  ],
  [
    'words and members that lack, together',
    client(SSMClient),
    new PutParameterCommand({ Name: 'a', Type: 'Text' as never, Value: undefined }),
    "ValidationException: 2 validation errors detected: Value null at 'value' failed to satisfy constraint: Member must not be null; Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [String, StringList, SecureString]",
  ],
  [
    'a structure in a list',
    client(SSMClient),
    new PutParameterCommand({
      Name: 'a',
      Value: 'b',
      Tags: [
        { Key: 'k', Value: 'v' },
        { Key: 'k*', Value: '' },
      ],
    }),
    "ValidationException: 1 validation error detected: Value 'k*' at 'tags.2.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$",
  ],
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html: at most 1000
  [
    'a number out of its range',
    client(SFNClient),
    new ListStateMachinesCommand({ maxResults: 1_001 }),
    "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [
    'a status that there is not',
    client(SFNClient),
    new ListExecutionsCommand({ stateMachineArn: 'arn', statusFilter: 'DONE' as never }),
    "ValidationException: 1 validation error detected: Value 'DONE' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE]",
  ],
  // https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html: from 1 to 10000
  [
    'a page of nothing',
    client(LambdaClient),
    new ListFunctionsCommand({ MaxItems: 0 }),
    "ValidationException: 1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'words of ECS',
    client(ECSClient),
    new RunTaskCommand({ taskDefinition: 'web', placementStrategy: [{ type: 'tight' as never }] }),
    'InvalidParameterException: type should be one of [random,spread,binpack].',
  ],
  [
    'half a task',
    client(ECSClient),
    new RunTaskCommand({ taskDefinition: 'web', count: 1.5 }),
    'SerializationException: NUMBER_VALUE can not be converted to an Integer',
  ],
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, InvalidParameterValue
  [
    'words of EC2',
    client(EC2Client),
    new CreateNatGatewayCommand({ SubnetId: 'subnet-1', ConnectivityType: 'secret' as never }),
    'InvalidParameterValue: Value (secret) for parameter connectivityType is invalid.',
  ],
  [
    'a page that is too small',
    client(EC2Client),
    new DescribeVpcsCommand({ MaxResults: 4 }),
    'InvalidParameterValue: Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
  ],
];

describe.each(doors)('refused through the %s door', (door) => {
  test.each(refused)('%s', async (_what, Class, command, refusal) => {
    expect(await refusalOf(house.client(door, Class).send(command))).toBe(refusal);
  });

  test('a name of a function with a space, with the whole pattern', async () => {
    const invoke = new InvokeCommand({ FunctionName: 'a b' });
    expect(await refusalOf(house.client(door, LambdaClient).send(invoke))).toMatch(
      /^ValidationException: 1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: \(arn:/,
    );
  });
});
