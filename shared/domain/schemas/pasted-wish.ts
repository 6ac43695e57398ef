/** A wish as people paste it into the console: the API's body, and beside its fields those of the path. */
import { AppError } from '../errors.ts';
import type { Wish, WishKind } from '../wish.ts';
import { wishExamples } from '../wish-examples.ts';
import { invalid } from './check.ts';
import { checkWish } from './wish.ts';

/** Their body is a spec, which in a wish is a field of its own. */
const withSpec: readonly WishKind[] = ['provision-cluster', 'deploy-service'];

/**
 * The wish in its normal form. Takes the whole wish too, with or without its kind. `InvalidInput` names every field as it
 * was pasted, and shows an example.
 */
export const checkPasted = (kind: WishKind, raw: unknown): Wish => {
  const { Comment: _, kind: given = kind, ...fields } = isObject(raw) ? raw : {};
  const example = `For example ${JSON.stringify(wishExamples[kind])}`;
  if (given !== kind) {
    const detail = `must be "${kind}", or be left out: this is the workflow ${kind}`;
    throw invalid([{ pointer: '/kind', detail, hint: example }]);
  }
  const flat = withSpec.includes(kind) && !('spec' in fields);
  try {
    return checkWish({ kind, ...(flat ? specApart(fields) : fields) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'InvalidInput') throw error;
    const errors = (error.details.errors ?? []).map((one) => ({
      ...one,
      pointer: flat ? one.pointer.replace(/^\/spec/, '') : one.pointer,
    }));
    throw new AppError(error.code, error.message, { ...error.details, errors, hint: example });
  }
};

const specApart = (fields: Readonly<Record<string, unknown>>) => {
  const beside = ['cluster', 'service', 'expectedGeneration'];
  const entries = Object.entries(fields);
  return {
    ...Object.fromEntries(entries.filter(([name]) => beside.includes(name))),
    spec: Object.fromEntries(entries.filter(([name]) => !beside.includes(name))),
  };
};

const isObject = (raw: unknown): raw is Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);
