/**
 * dynalite as a function: what its HTTP server does between a body and an answer, without the headers, signatures and
 * checksums around it, which took a third of the time. It knows nothing of our clock, region or account.
 */
export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Carries out one operation, given and answered as DynamoDB's JSON. The input is the engine's to keep. */
export type Engine = (operation: string, input: unknown) => Promise<Reply>;

const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

/** In memory; a table is there 0 ms after it was asked for. */
export const startEngine = async (): Promise<Engine> => {
  const [{ default: db }, { default: checks }, ...parts] = await Promise.all([
    import('dynalite/db/index.js'),
    import('dynalite/validations/index.js'),
    ...operations.map(partsOf),
  ]);
  const known = new Map(operations.map((operation, index) => [operation as string, parts[index]!]));
  const store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return async (operation, input) => {
    const part = known.get(operation);
    if (part === undefined) return { status: 400, body: { __type: 'UnknownOperationException' } };
    const { action, validation } = part;
    try {
      const checked = checks.checkTypes(input, validation.types);
      checks.checkValidations(checked, validation.types, validation.custom, store);
      return { status: 200, body: await done((callback) => action(store, checked, callback)) };
    } catch (error) {
      const { statusCode, body } = error as { readonly statusCode?: number; readonly body?: Reply['body'] };
      if (statusCode === undefined || body === undefined) throw error;
      return { status: statusCode, body };
    }
  };
};

const partsOf = async (operation: string) => {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const [action, validation] = await Promise.all([
    import(`dynalite/actions/${name}.js`),
    import(`dynalite/validations/${name}.js`),
  ]);
  return { action: action.default as DynaliteAction, validation: validation.default as DynaliteValidation };
};

/** dynalite says with an empty text that there is nothing to say. */
const done = (begin: (callback: (error: unknown, answer: unknown) => void) => void): Promise<Reply['body']> =>
  new Promise((resolve, reject) => {
    begin((error, answer) => (error ? reject(error) : resolve((answer || {}) as Reply['body'])));
  });

/** As dynalite's modules of one operation each export it. */
type DynaliteAction = (store: unknown, input: unknown, callback: (error: unknown, answer: unknown) => void) => void;
interface DynaliteValidation {
  readonly types: unknown;
  readonly custom?: unknown;
}
