/**
 * The table of errors: code, HTTP status, whether trying again can help, and its title. `error.name` is the code, so that
 * workflows match it in ErrorEquals and problem+json shows the same word. A test holds the table equal to the docs.
 */
const table = {
  MalformedJson: { status: 400, retryable: false, title: 'The body is not JSON' },
  BadQuery: { status: 400, retryable: false, title: 'A query parameter has a wrong value' },
  BadHeader: { status: 400, retryable: false, title: 'A header has a wrong value' },
  InvalidInput: { status: 422, retryable: false, title: 'Some values are wrong' },
  IdempotencyKeyReused: { status: 422, retryable: false, title: 'This Idempotency-Key was used with another request' },
  PolicyRefusal: { status: 422, retryable: false, title: 'No host group allows this task to run' },
  RouteNotFound: { status: 404, retryable: false, title: 'There is no such route' },
  ClusterNotFound: { status: 404, retryable: false, title: 'There is no such cluster' },
  GroupNotFound: { status: 404, retryable: false, title: 'There is no such host group' },
  HostNotFound: { status: 404, retryable: false, title: 'There is no such host' },
  TaskNotFound: { status: 404, retryable: false, title: 'There is no such task' },
  ServiceNotFound: { status: 404, retryable: false, title: 'There is no such service' },
  TaskDefinitionNotFound: { status: 404, retryable: false, title: 'There is no such task definition' },
  OperationNotFound: { status: 404, retryable: false, title: 'There is no such operation' },
  MethodNotAllowed: { status: 405, retryable: false, title: 'This route does not take this method' },
  ClusterNotEmpty: { status: 409, retryable: false, title: 'The cluster still has services' },
  NotOurs: { status: 409, retryable: false, title: 'It is there already, and it is not ours' },
  ClusterPaused: { status: 409, retryable: false, title: 'The cluster is paused' },
  BeingDeleted: { status: 409, retryable: false, title: 'It is being deleted' },
  Conflict: { status: 409, retryable: true, title: 'Somebody else changed it at the same time' },
  StaleGeneration: { status: 412, retryable: false, title: 'If-Match names another generation than the current one' },
  PayloadTooLarge: { status: 413, retryable: false, title: 'The body is larger than 64 KB' },
  UnsupportedMediaType: { status: 415, retryable: false, title: 'The body must be application/json' },
  InternalError: { status: 500, retryable: false, title: 'Something went wrong on our side' },
  UnreadableState: {
    status: 500,
    retryable: false,
    title: 'Stored state cannot be read; nothing is changed until it can',
  },
  CloudDenied: { status: 502, retryable: false, title: 'AWS refused permission' },
  CloudRefused: { status: 502, retryable: false, title: 'AWS refused the request' },
  CloudThrottled: { status: 503, retryable: true, title: 'AWS is throttling us' },
  CloudUnavailable: { status: 503, retryable: true, title: 'AWS did not answer' },
  // Ends of workflows.
  TaskNeverStarted: { status: 409, retryable: false, title: 'A task stopped before it ran' },
  PlacementImpossible: { status: 409, retryable: false, title: 'No host can run this task' },
  NotSettledInTime: {
    status: 409,
    retryable: false,
    title: 'It was not settled in time; it goes on in the background',
  },
  GivenUp: { status: 409, retryable: false, title: 'It was given up; the host stays as it was' },
  RolledBack: { status: 409, retryable: false, title: 'The deployment failed and was rolled back' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof table;

/** One wrong value: where, what was wrong, and what would be right. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the body. Empty for the whole body, and for what is not in the body. */
  readonly pointer: string;
  /** Name of the path or query parameter, or of the header, when that is what is wrong. */
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
  readonly hint?: string;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly hint?: string;
  /** AWS's own code, where AWS refused; never its raw message alone. */
  readonly cause?: { readonly service: string; readonly code: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A broken promise. Expected answers (nothing to do, still waiting, already gone) are values, never this. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return table[this.code].status;
  }

  get retryable(): boolean {
    return table[this.code].retryable;
  }

  get title(): string {
    return table[this.code].title;
  }
}

export const errorTable: Readonly<Record<ErrorCode, { status: number; retryable: boolean; title: string }>> = table;
