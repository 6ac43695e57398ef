/** ReceiveMessage. */
import type { ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { wholeNumberOf } from '../attributes.ts';
import { givenBefore, remember } from '../behaviour/attempts.ts';
import { takeMessages, waitForMessages } from '../behaviour/receive.ts';
import { queueOf } from '../find-queue.ts';
import { viewOf } from '../message-view.ts';

/** A long poll waits on the clock and ends with the first message. */
export const receiveMessage: Operation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput> = async (
  input,
  { world },
) => {
  const queue = queueOf(world, input.QueueUrl);
  const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
  const hide = within(
    'VisibilityTimeout',
    input.VisibilityTimeout ?? wholeNumberOf(queue, 'VisibilityTimeout'),
    0,
    43_200,
  );
  const wait = within(
    'WaitTimeSeconds',
    input.WaitTimeSeconds ?? wholeNumberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
    0,
    20,
  );
  const attemptId = input.ReceiveRequestAttemptId;
  let messages = givenBefore(world, queue, attemptId, hide * 1_000) ?? takeMessages(world, queue, most, hide * 1_000);
  if (messages.length === 0 && wait > 0)
    messages = await waitForMessages(world, queue, most, hide * 1_000, wait * 1_000);
  remember(world, queue, attemptId, messages);
  return messages.length === 0 ? {} : { Messages: messages.map((message) => viewOf(message, input)) };
};

const within = (name: string, value: number, from: number, to: number): number => {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be ${name === 'MaxNumberOfMessages' ? `between ${from} and ${to}` : `>= ${from} and <= ${to}`}, if provided.`,
    );
  return value;
};
