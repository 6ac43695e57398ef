/** PutRule, DescribeRule, ListRules, DeleteRule, EnableRule, DisableRule. */
import type {
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
  DescribeRuleCommandInput,
  DescribeRuleCommandOutput,
  DisableRuleCommandInput,
  DisableRuleCommandOutput,
  EnableRuleCommandInput,
  EnableRuleCommandOutput,
  ListRulesCommandInput,
  ListRulesCommandOutput,
  PutRuleCommandInput,
  PutRuleCommandOutput,
  Rule as RuleView,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { reschedule } from '../behaviour/tick.ts';
import { checkBus, ruleOf } from '../find-rule.ts';
import { pageOf } from '../pages.ts';
import { parsePattern } from '../pattern.ts';
import { parseSchedule } from '../schedule.ts';
import type { Rule } from '../state.ts';

/** Makes a rule or replaces what it says; its targets stay. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule: Operation<PutRuleCommandInput, PutRuleCommandOutput> = (input, { world }) => {
  checkBus(world, input.EventBusName);
  const name = input.Name ?? '';
  if (!input.EventPattern && !input.ScheduleExpression)
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  const before = world.events.rules.get(name);
  const rule: Rule = {
    name,
    arn: `arn:aws:events:${world.region}:${world.account}:rule/${name}`,
    enabled: (input.State ?? 'ENABLED') !== 'DISABLED',
    targets: before?.targets ?? new Map(),
    tags: before?.tags ?? new Map((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
    ...(input.EventPattern ? { pattern: { text: input.EventPattern, matches: parsePattern(input.EventPattern) } } : {}),
    ...(input.ScheduleExpression
      ? { schedule: { text: input.ScheduleExpression, times: parseSchedule(input.ScheduleExpression) } }
      : {}),
  };
  before?.timer?.cancel();
  world.events.rules.set(name, rule);
  reschedule(world, rule);
  return { RuleArn: rule.arn };
};

export const describeRule: Operation<DescribeRuleCommandInput, DescribeRuleCommandOutput> = (input, { world }) => ({
  ...viewOf(ruleOf(world, input.Name, input.EventBusName)),
  CreatedBy: world.account,
});

export const listRules: Operation<ListRulesCommandInput, ListRulesCommandOutput> = (input, { world }) => {
  checkBus(world, input.EventBusName);
  const rules = [...world.events.rules.values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
  const { page, next } = pageOf(rules, ({ name }) => name, input);
  return { Rules: page.map(viewOf), ...next };
};

const viewOf = (rule: Rule): RuleView => ({
  Name: rule.name,
  Arn: rule.arn,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  EventBusName: 'default',
  ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern.text }),
  ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule.text }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
});

/** A rule with targets cannot be deleted; one that is not there can. */
export const deleteRule: Operation<DeleteRuleCommandInput, DeleteRuleCommandOutput> = (input, { world }) => {
  checkBus(world, input.EventBusName);
  const rule = world.events.rules.get(input.Name ?? '');
  if (rule !== undefined && rule.targets.size > 0)
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  rule?.timer?.cancel();
  world.events.rules.delete(input.Name ?? '');
  return {};
};

export const enableRule: Operation<EnableRuleCommandInput, EnableRuleCommandOutput> = (input, { world }) => {
  const rule = ruleOf(world, input.Name, input.EventBusName);
  if (!rule.enabled) {
    rule.enabled = true;
    reschedule(world, rule);
  }
  return {};
};

export const disableRule: Operation<DisableRuleCommandInput, DisableRuleCommandOutput> = (input, { world }) => {
  const rule = ruleOf(world, input.Name, input.EventBusName);
  rule.enabled = false;
  reschedule(world, rule);
  return {};
};
