/** awsJson1.0 and 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
import type { AwsError } from '../kernel/aws-error.ts';
import { errorMembers, queryErrorOf, statusOf } from './error-model.ts';
import { fromJson, parseJson, toJson } from './json.ts';
import type { ServiceModel } from './model.ts';
import type { Protocol } from './protocol.ts';
import type { Shape } from './shape.ts';

/** `contentType` is the request's: 1.0 is answered with 1.0. */
export const jsonProtocol = (contentType: string): Protocol => ({
  decode: (_model, operation, request) => fromJson(operation.input, parseJson(request.body)),

  encode: (_model, operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: JSON.stringify(toJson(operation.output, output)),
  }),

  encodeError: (model, error, requestId) => ({
    status: model === undefined ? error.status : statusOf(model, error),
    headers: {
      'content-type': contentType,
      'x-amzn-requestid': requestId,
      ...queryCompatibleHeader(model, error),
    },
    body: JSON.stringify(errorBody(model, error)),
  }),
});

/** Both spellings of the message, as services differ and clients read either. */
export const errorBody = (
  model: ServiceModel | undefined,
  error: AwsError,
  write: (shape: Shape, value: unknown) => Record<string, unknown> = toJson,
): Record<string, unknown> => ({
  __type: typeOf(model, error),
  ...errorMembers(model, error, write),
  message: error.message,
  Message: error.message,
});

/** Modeled errors are named with their namespace, all others are Coral's own. */
const typeOf = (model: ServiceModel | undefined, error: AwsError): string => {
  const known = model?.errors.get(error.code);
  if (known !== undefined) return `${known.namespace}#${known.name}`;
  return error.code === 'SerializationException' || error.code === 'UnknownOperationException'
    ? `com.amazon.coral.service#${error.code}`
    : error.code;
};

/** Services that spoke awsQuery once still tell the code that clients of then know. */
export const queryCompatibleHeader = (model: ServiceModel | undefined, error: AwsError): Record<string, string> => {
  if (model?.queryCompatible !== true) return {};
  const { Code, Type } = queryErrorOf(model, error);
  return { 'x-amzn-query-error': `${Code};${Type}` };
};
