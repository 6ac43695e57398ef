/** The body of a request: bounded, inflated. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AwsError } from '../kernel/aws-error.ts';

/** Above what any operation here takes: the largest are Lambda's 6 MB and DynamoDB's 16 MB batches of small items. */
const BODY_LIMIT_BYTES = 10 * 1_024 * 1_024;

const inflate = promisify(gunzip);

export const readBody = async (incoming: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Uint8Array).length;
    // What is too much is read on and dropped, so that the client comes to reading the answer.
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk as Uint8Array);
  }
  if (size > BODY_LIMIT_BYTES) throw tooLarge();
  const body = Buffer.concat(chunks);
  return incoming.headers['content-encoding'] === 'gzip' ? inflated(body) : body;
};

const inflated = async (body: Uint8Array): Promise<Uint8Array> => {
  try {
    return await inflate(body, { maxOutputLength: BODY_LIMIT_BYTES });
  } catch (error) {
    const tooMuch = (error as { readonly code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooMuch ? tooLarge() : new AwsError('SerializationException', 'The request body is not valid gzip.');
  }
};

const tooLarge = (): AwsError =>
  new AwsError('RequestEntityTooLargeException', `The request body is larger than ${BODY_LIMIT_BYTES} bytes.`, 413);
