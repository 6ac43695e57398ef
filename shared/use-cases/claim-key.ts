import { AppError } from '../domain/errors.ts';
import { contentHash, type Origin, operationId } from '../domain/operation.ts';
import type { RequestKeys } from '../ports/stores.ts';

export const keyReused = (how: string): AppError =>
  new AppError('IdempotencyKeyReused', `This key was used ${how}.`, {
    hint: 'Send a new key with every new request, and the same one only to repeat it.',
  });

/**
 * For writes that are done at once and may be done twice: a repeat under the same key goes on, another content under it is
 * refused. To be called when nothing else speaks against the request: what is refused uses up no key.
 */
export const claimKey = async (
  origin: Origin,
  { requestKeys }: { readonly requestKeys: RequestKeys },
): Promise<void> => {
  if (!origin.keyGiven) return;
  const hash = contentHash(origin);
  const claimed = await requestKeys.claim(operationId(origin), hash);
  if (claimed !== hash) throw keyReused('with other content');
};
