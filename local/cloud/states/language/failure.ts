/** How a state fails: an error name that Retry and Catch match, and a cause for people. */
export class StateFailure extends Error {
  readonly error: string | undefined;
  readonly reason: string | undefined;
  /** Another name by which Retry and Catch may call the error. */
  readonly alias: string | undefined;

  constructor(error: string | undefined, reason: string | undefined, alias?: string) {
    super(reason ?? error ?? 'failed');
    this.name = 'StateFailure';
    this.error = error;
    this.reason = reason;
    this.alias = alias;
  }
}

/** What `$states.errorOutput` holds, and the output of a Catch that names none. What was not reported is null. */
export const errorOutput = (
  failure: StateFailure,
): { readonly Error: string | null; readonly Cause: string | null } => ({
  Error: failure.error ?? null,
  Cause: failure.reason ?? null,
});

/** How far `States.ALL` reaches. */
export interface Reach {
  /** The documentation says that it does not; recordings of AWS show that it does. A knob of the world. */
  readonly allIncludesDataLimit: boolean;
}

/**
 * Whether a failure is one of those that a Retry or Catch names. `States.Runtime` ends the execution whatever they say;
 * `States.DataLimitExceeded` must be named itself; `States.TaskFailed` matches everything but a timeout.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const matches = (
  errorEquals: readonly string[],
  { error, alias }: Pick<StateFailure, 'error' | 'alias'>,
  { allIncludesDataLimit }: Reach,
): boolean =>
  error !== 'States.Runtime' &&
  errorEquals.some((name) => {
    if (name === error || (alias !== undefined && name === alias)) return true;
    if (error === 'States.DataLimitExceeded' && !allIncludesDataLimit) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
