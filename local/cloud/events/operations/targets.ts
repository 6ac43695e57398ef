/** PutTargets, RemoveTargets, ListTargetsByRule, ListRuleNamesByTarget. */
import type {
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
  PutTargetsCommandInput,
  PutTargetsCommandOutput,
  RemoveTargetsCommandInput,
  RemoveTargetsCommandOutput,
  Target,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { checkBus, ruleOf } from '../find-rule.ts';
import { pageOf } from '../pages.ts';
import type { RuleTarget } from '../state.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const mostTargets = 5;
const deliverable = ['lambda', 'sqs', 'states'];

export const putTargets: Operation<PutTargetsCommandInput, PutTargetsCommandOutput> = (input, { world }) => {
  const rule = ruleOf(world, input.Rule, input.EventBusName);
  const targets = (input.Targets ?? []).map(checked);
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]);
  if (ids.size > mostTargets)
    throw new AwsError('LimitExceededException', `The requested resource exceeds the maximum number allowed.`);
  for (const target of targets) rule.targets.set(target.Id, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
};

const checked = (target: Target): RuleTarget => {
  const { Id = '', Arn = '' } = target;
  const service = /^arn:aws:([a-z]+):[a-z0-9-]*:\d*:.+/.exec(Arn)?.[1];
  if (service === undefined)
    throw new AwsError(
      'ValidationException',
      `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  if (!deliverable.includes(service))
    throw new AwsError(
      'ValidationException',
      `The embedded EventBridge delivers to Lambda, SQS and Step Functions, not to ${Arn}.`,
    );
  if ([target.Input, target.InputPath, target.InputTransformer].filter((given) => given !== undefined).length > 1)
    throw new AwsError(
      'ValidationException',
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  if (target.Input !== undefined && !isJson(target.Input))
    throw new AwsError('ValidationException', `JSON syntax error in input for target ${Id}.`);
  if (service === 'sqs' && Arn.endsWith('.fifo') && target.SqsParameters?.MessageGroupId === undefined)
    throw new AwsError('ValidationException', `Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  return { ...target, Id, Arn };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

export const removeTargets: Operation<RemoveTargetsCommandInput, RemoveTargetsCommandOutput> = (input, { world }) => {
  const rule = ruleOf(world, input.Rule, input.EventBusName);
  const ids = input.Ids ?? [];
  const unknown = ids.filter((id) => !rule.targets.has(id));
  for (const id of ids) rule.targets.delete(id);
  return {
    FailedEntryCount: unknown.length,
    FailedEntries: unknown.map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Target ${TargetId} does not exist on rule ${rule.name}.`,
    })),
  };
};

export const listTargetsByRule: Operation<ListTargetsByRuleCommandInput, ListTargetsByRuleCommandOutput> = (
  input,
  { world },
) => {
  const targets = [...ruleOf(world, input.Rule, input.EventBusName).targets.values()];
  const { page, next } = pageOf(targets, ({ Id }) => Id, input);
  return { Targets: page, ...next };
};

export const listRuleNamesByTarget: Operation<ListRuleNamesByTargetCommandInput, ListRuleNamesByTargetCommandOutput> = (
  input,
  { world },
) => {
  checkBus(world, input.EventBusName);
  const rules = [...world.events.rules.values()];
  const leading = rules.filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === input.TargetArn));
  const { page, next } = pageOf(leading, ({ name }) => name, input);
  return { RuleNames: page.map(({ name }) => name), ...next };
};
