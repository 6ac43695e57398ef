import { describe, expect, it } from 'vitest';
import { type Account, neededFor } from '../support/permissions.ts';
import { allows } from '../support/policies.ts';

const account: Account = {
  region: 'us-east-1',
  account: '000000000000',
  tagsOfInstance: () => ({ 'quaymaster:stack': 'quaymaster-test' }),
  roleOfProfile: (name) => `arn:aws:iam::000000000000:role/${name}`,
  rolesOfTaskDefinition: (reference) => (reference === 'plain:1' ? [] : ['arn:aws:iam::000000000000:role/task']),
};
const actions = (service: string, operation: string, input: object): readonly string[] => [
  ...new Set(neededFor({ service, operation, input }, account).map(({ action }) => action)),
];

describe('what a call needs', () => {
  const tags = [{ key: 'team', value: 'a' }];
  const cases: readonly (readonly [call: string, input: object, needs: readonly string[], reason: string])[] = [
    ['lambda:Invoke', { FunctionName: 'f' }, ['lambda:InvokeFunction'], 'its action has another name'],
    ['sfn:StartExecution', { stateMachineArn: 'arn' }, ['states:StartExecution'], 'its service has another prefix'],
    ['ec2:DescribeInstances', {}, ['ec2:DescribeInstances'], 'most calls need the action of their name'],
    ['ec2:RunInstances', { ImageId: 'ami-1' }, ['ec2:RunInstances'], 'no profile and no tags'],
    [
      'ec2:RunInstances',
      { IamInstanceProfile: { Name: 'host' }, TagSpecifications: [{ ResourceType: 'instance', Tags: [] }] },
      ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'],
      'tags are created, and the role is handed to the instance',
    ],
    ['ecs:RunTask', { cluster: 'c', taskDefinition: 'plain:1' }, ['ecs:RunTask'], 'it names no role'],
    [
      'ecs:RunTask',
      { cluster: 'c', taskDefinition: 'web:1', tags },
      ['ecs:RunTask', 'ecs:TagResource', 'iam:PassRole'],
      'it is tagged, and its definition names a role',
    ],
    [
      'ecs:RegisterTaskDefinition',
      { family: 'web', executionRoleArn: 'arn:aws:iam::000000000000:role/x' },
      ['ecs:RegisterTaskDefinition', 'iam:PassRole'],
      'a role is named',
    ],
    ['ssm:PutParameter', { Name: '/a' }, ['ssm:PutParameter'], 'a further version takes no tags'],
    ['ssm:PutParameter', { Name: '/a', Tags: tags }, ['ssm:PutParameter', 'ssm:AddTagsToResource'], 'it is tagged'],
  ];
  for (const [call, input, needs, reason] of cases)
    it(`${call}: ${reason}`, () => {
      const [service = '', operation = ''] = call.split(':');
      expect(actions(service, operation, input)).toEqual(needs);
    });

  it('is needed on the resources that the request names', () => {
    const of = (service: string, operation: string, input: object) =>
      neededFor({ service, operation, input }, account).map(({ resource }) => resource);
    expect(of('ssm', 'GetParameter', { Name: '/aws/service/ecs/x:2' })).toEqual([
      'arn:aws:ssm:us-east-1::parameter/aws/service/ecs/x',
    ]);
    expect(of('dynamodb', 'Query', { TableName: 't', IndexName: 'i' })).toEqual([
      'arn:aws:dynamodb:us-east-1:000000000000:table/t/index/i',
    ]);
    expect(of('ecs', 'StopTask', { cluster: 'c', task: 't1' })).toEqual([
      'arn:aws:ecs:us-east-1:000000000000:task/c/t1',
    ]);
  });
});

describe('a statement allows', () => {
  const terminate = {
    Effect: 'Allow',
    Action: 'ec2:TerminateInstances',
    Resource: 'arn:aws:ec2:us-east-1:*:instance/*',
    Condition: { StringEquals: { 'aws:ResourceTag/quaymaster:stack': 'quaymaster-test' } },
  };
  const needed = (changes: object = {}) => ({
    action: 'ec2:TerminateInstances',
    resource: 'arn:aws:ec2:us-east-1:000000000000:instance/i-1',
    context: { 'aws:ResourceTag/quaymaster:stack': 'quaymaster-test' },
    ...changes,
  });

  it('its actions on its resources when its conditions hold', () => {
    expect(allows(terminate, needed())).toBe(true);
  });

  const others = [
    { changes: { action: 'ec2:StopInstances' }, reason: 'another action' },
    { changes: { resource: 'arn:aws:ec2:eu-west-1:000000000000:instance/i-1' }, reason: 'a resource elsewhere' },
    { changes: { context: { 'aws:ResourceTag/quaymaster:stack': 'other' } }, reason: 'an instance of another stack' },
    { changes: { context: {} }, reason: 'an instance without the tag' },
  ];
  for (const { changes, reason } of others)
    it(`not ${reason}`, () => {
      expect(allows(terminate, needed(changes))).toBe(false);
    });

  it('with StringLike whatever the pattern covers, and nothing else', () => {
    const like = { ...terminate, Condition: { StringLike: { 'aws:ResourceTag/quaymaster:stack': '?*' } } };
    expect(allows(like, needed())).toBe(true);
    expect(allows(like, needed({ context: { 'aws:ResourceTag/quaymaster:stack': '' } }))).toBe(false);
  });

  it('nothing by an operator that is not understood: that stops', () => {
    expect(() => allows({ ...terminate, Condition: { Null: { a: 'b' } } }, needed())).toThrow('Null');
  });
});
