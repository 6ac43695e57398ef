/** AWS's refusals as the exceptions that the SDK makes of them on the wire. */
import { decorateServiceException, type ServiceException } from '@smithy/core/client';
import type { AwsError } from '../kernel/aws-error.ts';
import { copyOutput } from '../wire/copy.ts';
import { errorMembers, errorModel, queryErrorOf, statusOf } from '../wire/error-model.ts';
import type { ServiceModel } from '../wire/model.ts';

interface ExceptionOptions {
  readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string };
}
type ExceptionClass = new (options: ExceptionOptions) => ServiceException;

/**
 * Modeled errors are instances of their own class, with their members; all others (every error of EC2) are instances of the
 * service's base exception, named by the code.
 */
export const exceptionOf = (model: ServiceModel, error: AwsError, requestId: string): Error => {
  const known = errorModel(model, error.code);
  const httpStatusCode = statusOf(model, error);
  const Exception = classOf(model, known?.name);
  const exception = new Exception({
    name: known?.name ?? error.code,
    $fault: known?.fault ?? (httpStatusCode < 500 ? 'client' : 'server'),
    $metadata: { httpStatusCode, requestId },
  });
  const members = { ...errorMembers(model, error, copyOutput), ...queryMembers(model, error, requestId) };
  return decorateServiceException(Object.assign(exception, { message: error.message }, members));
};

const classOf = (model: ServiceModel, name: string | undefined): ExceptionClass => {
  const own = name === undefined ? undefined : model.sdk[name];
  const base = Object.entries(model.sdk).find(([key]) => key.endsWith('ServiceException'))?.[1];
  return (own ?? base) as ExceptionClass;
};

/** Query services, and those that were one, tell code and type beside; so does the SDK's exception. */
const queryMembers = (model: ServiceModel, error: AwsError, requestId: string): object => {
  const { Code, Type, Message } = queryErrorOf(model, error);
  if (model.protocol === 'ec2') return { Code, Error: { Code, Message } };
  if (model.protocol === 'query') return { Code, Type, Error: { Code, Type, Message } };
  return model.queryCompatible ? { Code, Type, Error: { Code, Type, Message }, RequestId: requestId } : {};
};
