/** What an event source mapping asks of its queue: receiving a batch, deleting what is done. */
import type { Message } from '@aws-sdk/client-sqs';
import { inRole } from '../../iam/callers.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import { ConnectionLost } from '../../kernel/connection-lost.ts';
import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { EventSourceMapping } from '../state.ts';

export type Batch = readonly Message[];

/** The most that SQS gives, or deletes, in one call. */
const mostAtOnce = 10;

/** As many as a batch takes and the queue gives at once; undefined when it could not be asked. */
export const receiveBatch = async (world: World, mapping: EventSourceMapping): Promise<Batch | undefined> => {
  const batch: Message[] = [];
  while (batch.length < mapping.batchSize) {
    const MaxNumberOfMessages = Math.min(mostAtOnce, mapping.batchSize - batch.length);
    const answer = await asked(world, mapping, 'ReceiveMessage', {
      MaxNumberOfMessages,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    if (answer === undefined) return batch.length === 0 ? undefined : batch;
    const { Messages = [] } = answer as { Messages?: Message[] };
    batch.push(...Messages);
    if (Messages.length < MaxNumberOfMessages) break;
  }
  return batch;
};

/** What cannot be deleted comes again, as what was received by somebody else meanwhile does. */
export const deleteBatch = async (world: World, mapping: EventSourceMapping, done: Batch): Promise<void> => {
  for (let from = 0; from < done.length; from += mostAtOnce) {
    const Entries = done
      .slice(from, from + mostAtOnce)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await asked(world, mapping, 'DeleteMessageBatch', { Entries });
  }
};

/** Undefined when SQS refuses, or does not answer. */
const asked = async (
  world: World,
  { queueArn, functionName }: EventSourceMapping,
  operation: string,
  input: object,
): Promise<unknown> => {
  const QueueUrl = `https://sqs.${world.region}.amazonaws.com/${world.account}/${queueArn.slice(queueArn.lastIndexOf(':') + 1)}`;
  try {
    return await world.call('sqs', operation, { QueueUrl, ...input }, mappingCaller(world, functionName));
  } catch (error) {
    if (error instanceof AwsError || error instanceof ConnectionLost) return undefined;
    throw error;
  }
};

/** "Lambda needs the permissions of the function's execution role": https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const mappingCaller = (world: World, functionName: string): Caller => {
  const roleArn = world.lambda.functions.get(functionName)?.shown?.roleArn;
  const role = roleArn?.slice(roleArn.lastIndexOf('/') + 1) ?? 'lambda.amazonaws.com';
  return inRole(world, 'lambda.amazonaws.com', role, functionName);
};
