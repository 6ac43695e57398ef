/** Which queue can be the dead-letter queue of another. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import { readRedrivePolicy } from './attributes.ts';
import { queueByArn } from './find-queue.ts';

/**
 * It must be there, and FIFO if its source is.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const checkDeadLetterQueue = (world: World, policy: string | undefined, fifo: boolean): void => {
  if (!policy) return;
  const target = queueByArn(world, readRedrivePolicy(policy).deadLetterTargetArn);
  const because = (reason: string) =>
    new AwsError('InvalidParameterValue', `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  if (target === undefined) throw because('Dead letter target does not exist.');
  if (target.fifo !== fifo) throw because('Dead-letter queue must be same type of queue as the source.');
};
