/** Giving an event to the targets of a rule: retries with growing waits, then the dead-letter queue. */
import { inRole } from '../../iam/callers.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { EventEnvelope, Rule, RuleTarget } from '../state.ts';
import { inputFor } from '../target-input.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const presetAttempts = 185;
const presetAgeSeconds = 86_400;
const longestWaitMs = 600_000;

export const deliver = (world: World, rule: Rule, event: EventEnvelope): void => {
  for (const target of rule.targets.values()) {
    const delivery: Delivery = {
      world,
      rule,
      target,
      payload: inputFor(target, event, rule),
      giveUpAt: world.clock.now() + (target.RetryPolicy?.MaximumEventAgeInSeconds ?? presetAgeSeconds) * 1_000,
    };
    void attempt(delivery, 0);
  }
};

interface Delivery {
  readonly world: World;
  readonly rule: Rule;
  readonly target: RuleTarget;
  readonly payload: string;
  readonly giveUpAt: number;
}

const attempt = async (delivery: Delivery, retries: number): Promise<void> => {
  const { world, rule, target } = delivery;
  try {
    await give(delivery);
  } catch (error) {
    const code = error instanceof AwsError ? error.code : 'InternalException';
    const message = error instanceof Error ? error.message : String(error);
    const spent = exhausted(delivery, retries, isRetryable(error));
    if (spent !== undefined) return bury(delivery, { code, message, retries, spent });
    const wait = Math.min(longestWaitMs, 1_000 * 2 ** retries) * (0.5 + world.random.next() / 2);
    world.clock.after(wait, `events: another attempt for ${target.Id} of ${rule.name}`, () =>
      attempt(delivery, retries + 1),
    );
  }
};

/** Why there is no further attempt, in the words of the dead letter. */
const exhausted = ({ world, target, giveUpAt }: Delivery, retries: number, retryable: boolean): string | undefined => {
  if (!retryable) return 'NonRetryable';
  if (retries >= (target.RetryPolicy?.MaximumRetryAttempts ?? presetAttempts)) return 'MaximumRetryAttempts';
  return world.clock.now() >= giveUpAt ? 'MaximumEventAgeInSeconds' : undefined;
};

/** A target that is not there, or that refuses the request, is not asked again. */
const isRetryable = (error: unknown): boolean =>
  !(error instanceof AwsError) ||
  error.status >= 500 ||
  error.status === 429 ||
  /Throttl|TooMany|Exceeded/.test(error.code);

const ruleCaller = (world: World): Caller => inRole(world, 'events.amazonaws.com', 'events.amazonaws.com', 'rule');

const give = async ({ world, rule, target, payload }: Delivery): Promise<void> => {
  const caller = ruleCaller(world);
  switch (target.Arn.split(':')[2]) {
    case 'lambda': {
      const Payload = Buffer.from(payload);
      await world.call('lambda', 'Invoke', { FunctionName: target.Arn, InvocationType: 'Event', Payload }, caller);
      return;
    }
    case 'sqs':
      await world.call('sqs', 'SendMessage', messageFor(world, target, payload), caller);
      return;
    case 'states':
      await world.call('sfn', 'StartExecution', { stateMachineArn: target.Arn, input: payload }, caller);
      return;
    default:
      throw new AwsError('InvalidTarget', `the embedded EventBridge does not deliver to ${target.Arn} of ${rule.name}`);
  }
};

const messageFor = (world: World, target: RuleTarget, body: string) => ({
  QueueUrl: queueUrl(world, target.Arn),
  MessageBody: body,
  ...(target.SqsParameters?.MessageGroupId === undefined
    ? {}
    : { MessageGroupId: target.SqsParameters.MessageGroupId }),
});

const queueUrl = (world: World, arn: string): string =>
  `https://sqs.${world.region}.amazonaws.com/${world.account}/${arn.slice(arn.lastIndexOf(':') + 1)}`;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const bury = async (
  { world, rule, target, payload }: Delivery,
  failure: { readonly code: string; readonly message: string; readonly retries: number; readonly spent: string },
): Promise<void> => {
  const arn = target.DeadLetterConfig?.Arn;
  if (arn === undefined) return;
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const input = {
    QueueUrl: queueUrl(world, arn),
    MessageBody: payload,
    MessageAttributes: {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(target.Arn),
      ERROR_CODE: text(failure.code),
      ERROR_MESSAGE: text(failure.message),
      RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(failure.retries) },
      ...(failure.spent === 'NonRetryable' ? {} : { EXHAUSTED_RETRY_CONDITION: text(failure.spent) }),
    },
  };
  // A dead letter that cannot be delivered is lost, as on AWS.
  await world.call('sqs', 'SendMessage', input, ruleCaller(world)).catch(() => undefined);
};
