import type { SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { Json, JsonObject } from '../language/json.ts';
import { type Called, type Invoked, refused, withHttpMetadata } from './integration-answer.ts';
import type { Run } from './strand.ts';

/**
 * Sends to a queue by the machine's role. A body that is no text is sent as its JSON. Errors have the names that LocalStack
 * recorded on AWS; that of a queue which is not there is not verified.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
 */
export const sendMessage = async (run: Run, given: JsonObject): Promise<Invoked> => {
  const body = given['MessageBody'];
  const text = typeof body === 'string' || body === undefined || body === null ? body : JSON.stringify(body);
  const input = { ...given, MessageBody: text ?? '' };
  try {
    const sent = (await run.world.call('sqs', 'SendMessage', input, run.caller)) as SendMessageCommandOutput;
    const { $metadata: _, ...members } = sent;
    const plain = JSON.parse(JSON.stringify(members)) as Record<string, Json>;
    return { status: 'succeeded', answer: withHttpMetadata(run, plain, 'application/x-amz-json-1.0'), payload: null };
  } catch (error) {
    return refused(run, sqs, error);
  }
};

const sqs: Called = {
  prefix: 'SQS',
  service: 'AmazonSQS',
  errorOf: (code) =>
    /QueueDoesNotExist|NonExistentQueue/.test(code) ? 'QueueDoesNotExistException' : 'AmazonSQSException',
};
