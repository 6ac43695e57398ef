/** Numbers out of range and names that JavaScript knows: AWS's own refusals, and nothing has changed. */

import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { ECSClient, PutAccountSettingCommand } from '@aws-sdk/client-ecs';
import {
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateServiceLinkedRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

describe.each(doors)('through the %s door', (door) => {
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html: Limit from 1 to 100
  test('EventBridge gives rules, targets and names in pages', async () => {
    const events = house.client(door, EventBridgeClient);
    const Arn = 'arn:aws:sqs:us-east-1:000000000000:jobs';
    for (const Name of ['one', 'three', 'two']) {
      await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["shop"]}' }));
      await events.send(
        new PutTargetsCommand({
          Rule: Name,
          Targets: [
            { Id: 'b', Arn },
            { Id: 'a', Arn },
          ],
        }),
      );
    }
    const first = await events.send(new ListRulesCommand({ Limit: 2 }));
    const { NextToken } = first;
    const second = await events.send(new ListRulesCommand({ Limit: 2, NextToken }));
    expect([first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual([['one', 'three'], ['two']]);
    expect(second.NextToken).toBeUndefined();

    const targets = await events.send(new ListTargetsByRuleCommand({ Rule: 'one', Limit: 1 }));
    expect(targets.Targets?.map(({ Id }) => Id)).toEqual(['a']);
    expect(targets.NextToken).toBeDefined();
    const names = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Arn, Limit: 2 }));
    expect(names.RuleNames).toEqual(['one', 'three']);
    for (const Limit of [0, -1, 101])
      expect(await refusalOf(events.send(new ListRulesCommand({ Limit })))).toContain('ValidationException');
    expect(await refusalOf(events.send(new PutTargetsCommand({ Rule: 'one', Targets: [] })))).toContain(
      'ValidationException',
    );
  });

  test.each([0, -1, 1_001])('IAM has no pages of %s roles', async (MaxItems) => {
    const iam = house.client(door, IAMClient);
    expect(await refusalOf(iam.send(new ListRolesCommand({ MaxItems })))).toContain('ValidationError');
  });

  test.each([-1, 1_001])('Step Functions has no pages of %s machines', async (maxResults) => {
    const sfn = house.client(door, SFNClient);
    expect(await refusalOf(sfn.send(new ListStateMachinesCommand({ maxResults })))).toContain('ValidationException');
  });

  test.each(['__proto__', 'constructor', 'toString'])('nothing is called %s', async (name) => {
    const iam = house.client(door, IAMClient);
    expect(await refusalOf(iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: name })))).toContain(
      'InvalidInput',
    );
    expect((await iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName)).toEqual(['local']);
    const setting = new PutAccountSettingCommand({ name: name as never, value: 'enabled' });
    expect(await refusalOf(house.client(door, ECSClient).send(setting))).toContain('InvalidParameterException');
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html: the parameter is InstanceId.N
  test('EC2 names the parameter that lacks as its forms do', async () => {
    const terminate = new TerminateInstancesCommand({} as never);
    expect(await refusalOf(house.client(door, EC2Client).send(terminate))).toBe(
      'MissingParameter: The request must contain the parameter InstanceId',
    );
  });
});
