/** Smithy RPC v2 with CBOR, where a client asks for it: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
import { cbor, dateToTag } from '@smithy/core/cbor';
import { AwsError } from '../kernel/aws-error.ts';
import { convert, isRecord, type Leaves } from './convert.ts';
import { statusOf } from './error-model.ts';
import { dateOfSeconds } from './json.ts';
import { errorBody, queryCompatibleHeader } from './json-protocol.ts';
import type { HttpAnswer, Protocol } from './protocol.ts';
import type { Shape } from './shape.ts';

/** Timestamps are CBOR's tag 1: seconds since the epoch. */
const secondsOf = (value: unknown): unknown => (isRecord(value) && Number(value['tag']) === 1 ? value['value'] : value);

const cborIn: Leaves = {
  timestamp: (value) => {
    const seconds = secondsOf(value);
    return typeof seconds === 'number' && Number.isFinite(seconds) ? dateOfSeconds(seconds) : undefined;
  },
  blob: (value) => (value instanceof Uint8Array ? Uint8Array.from(value) : undefined),
};

const cborOut: Leaves = {
  timestamp: (value) => (value instanceof Date ? dateToTag(value) : undefined),
  blob: (value) => (value instanceof Uint8Array ? value : undefined),
};

export const cborProtocol: Protocol = {
  decode: (_model, { input }, { body }) =>
    convert(input, body.length === 0 ? {} : parse(body), cborIn) as Record<string, unknown>,

  encode: (_model, { output }, value, requestId) => cborAnswer(200, requestId, convert(output, value, cborOut)),

  encodeError: (model, error, requestId) =>
    cborAnswer(
      model === undefined ? error.status : statusOf(model, error),
      requestId,
      errorBody(model, error, cborForm),
      queryCompatibleHeader(model, error),
    ),
};

const cborForm = (shape: Shape, value: unknown) => convert(shape, value, cborOut) as Record<string, unknown>;

const parse = (body: Uint8Array): unknown => {
  try {
    return cbor.deserialize(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid CBOR.');
  }
};

const cborAnswer = (status: number, requestId: string, value: unknown, headers = {}): HttpAnswer => ({
  status,
  headers: {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
    ...headers,
  },
  // The codec reuses its buffer.
  body: Uint8Array.from(cbor.serialize(value)),
});
