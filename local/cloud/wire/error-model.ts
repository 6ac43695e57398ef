/** What the SDK's model knows about an error that an operation threw, and the HTTP status it travels with. */
import type { AwsError } from '../kernel/aws-error.ts';
import type { ErrorModel, ServiceModel } from './model.ts';
import type { Shape } from './shape.ts';

/** By exception name or by query code. */
export const errorModel = (model: ServiceModel | undefined, code: string): ErrorModel | undefined =>
  model?.errors.get(code);

/**
 * JSON services answer 400 or 500 whatever the model's httpError says ("ParameterNotFound: status code: 400"); query services
 * and REST services answer what is modeled; what is not modeled is as the operation said.
 */
export const statusOf = (model: ServiceModel, error: AwsError): number => {
  const known = errorModel(model, error.code);
  if (known === undefined) return error.status;
  if (model.protocol === 'rest') return known.httpStatus ?? error.status;
  if (model.protocol === 'query') return known.query?.[1] ?? known.httpStatus ?? error.status;
  return known.fault === 'server' && error.status < 500 ? 500 : error.status;
};

/** The error as query protocols write it: `NoSuchEntity` for NoSuchEntityException. */
export const queryErrorOf = (model: ServiceModel | undefined, error: AwsError) => {
  const status = model === undefined ? error.status : statusOf(model, error);
  return {
    Code: errorModel(model, error.code)?.query?.[0] ?? error.code,
    Type: status < 500 ? 'Sender' : 'Receiver',
    Message: error.message,
  };
};

/** The modeled members beside the message, in the form that `write` gives them. */
export const errorMembers = (
  model: ServiceModel | undefined,
  error: AwsError,
  write: (shape: Shape, value: unknown) => Record<string, unknown>,
): Record<string, unknown> => {
  const known = errorModel(model, error.code);
  return known === undefined ? {} : write(known.shape, error.members);
};
