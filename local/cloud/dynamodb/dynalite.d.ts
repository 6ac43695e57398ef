/** The little of dynalite 4.0.0 that is used here; it brings no types. */
declare module 'dynalite/db/index.js' {
  interface Options {
    /** How long a table stays in CREATING. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  const db: { create(options: Options): unknown };
  export = db;
}

declare module 'dynalite/validations/index.js' {
  /** Both throw errors with `statusCode` and `body`. */
  const checks: {
    checkTypes(input: unknown, types: unknown): unknown;
    checkValidations(input: unknown, types: unknown, custom: unknown, store: unknown): void;
  };
  export = checks;
}
