/** One thing that is wrong with a definition. */
export interface Problem {
  readonly code:
    | 'INVALID_JSON_DESCRIPTION'
    | 'SCHEMA_VALIDATION_FAILED'
    | 'MISSING_TRANSITION_TARGET'
    | 'DUPLICATE_STATE_NAME';
  readonly message: string;
  /** JSON pointer; empty for the whole text. */
  readonly path: string;
}

export const problem = (
  path: string,
  message: string,
  code: Problem['code'] = 'SCHEMA_VALIDATION_FAILED',
): Problem => ({
  code,
  message,
  path,
});

export const required = (path: string, field: string): Problem =>
  problem(path, `The field '${field}' is required but was missing`);
