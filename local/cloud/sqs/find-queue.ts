/** Finding a queue by what callers know of it. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Call } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';
import type { Queue } from './state.ts';

/**
 * The queue of a URL. Only the path counts, so a URL leads here by whichever host the caller reached us; the bare name
 * is accepted too, as SQS does.
 */
export const queueOf = (world: World, url: string | undefined): Queue => {
  if (url === undefined || url === '')
    throw new AwsError('MissingParameter', 'The request must contain the parameter QueueUrl.');
  return queueNamed(world, url.slice(url.lastIndexOf('/') + 1));
};

export const queueNamed = (world: World, name: string): Queue => {
  const queue = world.sqs.queues.get(name);
  if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
};

/** Undefined when there is none, or the ARN is of another account or region. */
export const queueByArn = (world: World, arn: string): Queue | undefined => {
  const queue = world.sqs.queues.get(arn.slice(arn.lastIndexOf(':') + 1));
  return queue?.arn === arn ? queue : undefined;
};

/**
 * The SDK for JavaScript sends to the host of the queue's URL when it was not told an endpoint, so a URL names the
 * origin by which the caller came.
 */
export const urlOf = ({ world, endpoint }: Pick<Call, 'world' | 'endpoint'>, queue: Queue): string =>
  `${endpoint ?? `https://sqs.${world.region}.amazonaws.com`}/${world.account}/${queue.name}`;
