import { AppError } from '../domain/errors.ts';
import { contentHash, type Origin, operationId } from '../domain/operation.ts';
import type { ClaimedKey, RequestKeys } from '../ports/stores.ts';

export const keyReused = (how: string): AppError =>
  new AppError('IdempotencyKeyReused', `This key was used ${how}.`, {
    hint: 'Send a new key with every new request, and the same one only to repeat it.',
  });

interface Ports {
  readonly requestKeys: RequestKeys;
}

/**
 * For writes that are done at once. Answers with what an earlier request under this key made; another content under it is
 * refused. To be called when nothing else speaks against the request: what is refused uses up no key.
 */
export const claimKey = async (origin: Origin, { requestKeys }: Ports): Promise<ClaimedKey['made']> => {
  if (!origin.keyGiven) return undefined;
  const hash = contentHash(origin);
  const claimed = await requestKeys.claim(operationId(origin), hash);
  if (claimed.contentHash !== hash) throw keyReused('with other content');
  return claimed.made;
};

/** What came of the request, for repeats of it. */
export const settleKey = async (origin: Origin, made: string, { requestKeys }: Ports): Promise<void> => {
  if (origin.keyGiven) await requestKeys.settle(operationId(origin), { contentHash: contentHash(origin), made });
};
