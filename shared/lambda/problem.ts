import { AppError, type FieldError } from '../domain/errors.ts';

/** RFC 9457, with our extensions. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly errors?: readonly Record<string, string>[];
  readonly hint?: string;
  /** AWS's own code, where AWS refused. */
  readonly cause?: { readonly service: string; readonly code: string };
}

/** Anything thrown, as an error of ours. What is not ours tells the caller nothing: it may hold secrets. */
export const asAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError
    ? thrown
    : new AppError('InternalError', 'Something went wrong on our side. The request id leads to it in the logs.');

export const problemOf = (error: AppError, at: { readonly instance: string; readonly requestId: string }): Problem => ({
  type: `urn:problem-type:quaymaster:${error.code}`,
  title: error.title,
  status: error.status,
  detail: error.message,
  instance: at.instance,
  code: error.code,
  requestId: at.requestId,
  retryable: error.retryable,
  ...(error.details.errors === undefined ? {} : { errors: error.details.errors.map(withoutEmptyPointer) }),
  ...(error.details.hint === undefined ? {} : { hint: error.details.hint }),
  ...(error.details.cause === undefined ? {} : { cause: error.details.cause }),
});

/** A parameter or a header is not in the body, so it has no pointer. */
const withoutEmptyPointer = ({ pointer, ...rest }: FieldError): Record<string, string> =>
  rest.parameter === undefined && rest.header === undefined ? { pointer, ...rest } : rest;
