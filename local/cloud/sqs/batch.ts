/** What the batch operations have in common: one to ten entries, each of which succeeds or fails by itself. */
import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../kernel/aws-error.ts';

interface Entry {
  readonly Id: string | undefined;
}

/**
 * Throws what is wrong with the batch as a whole, whose entries are called `called`; an entry's own refusal becomes its entry in
 * `Failed`.
 */
export const eachEntry = <Given extends Entry, Done>(
  called: string,
  entries: readonly Given[] | undefined,
  one: (entry: Given) => Done,
): { Successful: (Done & { Id: string })[]; Failed: BatchResultErrorEntry[] | undefined } => {
  checkIds(called, entries ?? []);
  const Successful: (Done & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries ?? []) {
    const Id = entry.Id!;
    try {
      Successful.push({ ...one(entry), Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  // Without failures there is no member: localstack/localstack, test_sqs.snapshot.json, test_send_message_batch_with_….
  return { Successful, Failed: Failed.length === 0 ? undefined : Failed };
};

/** The text of an empty batch: tests/test_sqs/test_sqs.py of getmoto/moto, which was run against AWS. */
const checkIds = (called: string, entries: readonly Entry[]): void => {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${called} in the request.`);
  if (entries.length > 10)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (Id === undefined || !/^[A-Za-z0-9_-]{1,80}$/.test(Id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (ids.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
};
