/** AWS's refusals as the exceptions that the SDK would make of them on the wire. */

import type { AwsError } from '../kernel/aws-error.ts';
import { copy } from '../wire/copy.ts';
import { errorModel, statusOf } from '../wire/error-model.ts';
import type { ServiceModel } from '../wire/model.ts';

interface ExceptionOptions {
  readonly name: string;
  readonly message: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string };
}
type ExceptionClass = new (options: ExceptionOptions) => Error;

/**
 * Modeled errors are instances of their own class, with their members; all others (every error of EC2) are instances of the
 * service's base exception, named by the code.
 */
export const exceptionOf = (model: ServiceModel, error: AwsError, requestId: string): Error => {
  const known = errorModel(model, error.code);
  const httpStatusCode = statusOf(model, error);
  const options: ExceptionOptions = {
    name: known?.name ?? error.code,
    message: error.message,
    $fault: known?.fault ?? (httpStatusCode < 500 ? 'client' : 'server'),
    $metadata: { httpStatusCode, requestId },
  };
  const Exception = classOf(model, known?.name);
  const members = known === undefined ? {} : (copy(known.shape, error.members) as Record<string, unknown>);
  return Object.assign(new Exception(options), members, queryMembers(model, error, requestId));
};

const classOf = (model: ServiceModel, name: string | undefined): ExceptionClass => {
  const own = name === undefined ? undefined : model.sdk[name];
  const base = Object.entries(model.sdk).find(([key]) => key.endsWith('ServiceException'))?.[1];
  return (own ?? base ?? Error) as ExceptionClass;
};

/** Query services, and those that were one, carry code and type beside; so does the SDK's exception. */
const queryMembers = (model: ServiceModel, error: AwsError, requestId: string): object => {
  if (model.protocol === 'ec2') return { Code: error.code };
  if (model.protocol !== 'query' && !model.queryCompatible) return {};
  const known = errorModel(model, error.code);
  const Type = known?.fault === 'server' || statusOf(model, error) >= 500 ? 'Receiver' : 'Sender';
  const Code = known?.query?.[0] ?? error.code;
  return {
    Type,
    Code,
    Error: { Type, Code, Message: error.message },
    ...(model.queryCompatible ? { RequestId: requestId } : {}),
  };
};
