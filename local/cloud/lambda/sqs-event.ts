/** The event that a function gets for a batch of messages, and what its answer says about them. Pure. */
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const eventOf = (region: string, queueArn: string, batch: readonly Message[]): unknown => ({
  Records: batch.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
});

const attributeOf = ({ DataType, StringValue, BinaryValue }: MessageAttributeValue) => ({
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType,
});

/**
 * Which messages a partial batch response reports as failed. No list is a complete success; undefined means that the answer
 * is not understood, which Lambda takes for a complete failure.
 */
export const failedMessages = (answer: unknown, batch: ReadonlySet<string>): ReadonlySet<string> | undefined => {
  if (answer === null) return new Set();
  if (typeof answer !== 'object') return undefined;
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null)
    return Object.keys(answer).every((key) => key === 'batchItemFailures') ? new Set() : undefined;
  if (!Array.isArray(batchItemFailures)) return undefined;
  const ids = batchItemFailures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && batch.has(id)) ? new Set(ids) : undefined;
};
