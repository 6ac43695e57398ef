/** The digests that SQS answers with; the SDK compares them. */
import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Names in order; each name, type and value with its length before it, and 1 for text or 2 for bytes before the value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export const md5OfAttributes = (attributes: Readonly<Record<string, MessageAttributeValue>>): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name]!;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.of(DataType.startsWith('Binary') ? 2 : 1));
    add(DataType.startsWith('Binary') ? (BinaryValue ?? Buffer.alloc(0)) : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
};
