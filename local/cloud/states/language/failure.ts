/** How a state fails: an error name that Retry and Catch match, and a cause for people. */
export class StateFailure extends Error {
  readonly error: string | undefined;
  readonly reason: string | undefined;

  constructor(error: string | undefined, reason: string | undefined) {
    super(reason ?? error ?? 'failed');
    this.name = 'StateFailure';
    this.error = error;
    this.reason = reason;
  }
}

/** What `$states.errorOutput` holds, and the output of a Catch that names none. */
export const errorOutput = (failure: StateFailure): { readonly Error: string; readonly Cause: string } => ({
  Error: failure.error ?? '',
  Cause: failure.reason ?? '',
});

/** Errors that end the execution whatever Retry and Catch say. */
const terminal = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/**
 * Whether an error is one of those that a Retry or Catch names. `States.ALL` does not match the terminal errors, and
 * `States.TaskFailed` matches everything but a timeout.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const matches = (errorEquals: readonly string[], error: string | undefined): boolean =>
  errorEquals.some((name) => {
    if (name === error) return true;
    if (error !== undefined && terminal.has(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
