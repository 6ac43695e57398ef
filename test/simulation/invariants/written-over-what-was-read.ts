import type { Invariant } from '../scene.ts';

/** Section 4: what somebody else has written meanwhile is never lost. */
export const writtenOverWhatWasRead: Invariant = {
  name: 'written-over-what-was-read',
  promise:
    'A ledger or a spec is only ever written over the version that its writer has read: versions go up one by one.',
  watch: (_scene, broken) => {
    const versions = new Map<string, number>();
    return {
      after: ({ service, operation, input, refused, ours }) => {
        if (service !== 'dynamodb' || refused !== undefined) return;
        const item = operation === 'PutItem' ? input.Item : operation === 'DeleteItem' ? input.Key : undefined;
        const key = `${item?.pk?.S} ${item?.sk?.S}`;
        if (!/^SPECS | LEDGER#| SERVICE#/.test(key)) return;
        if (operation === 'DeleteItem') {
          versions.delete(key);
          return;
        }
        const version = Number(item.v?.N);
        const before = versions.get(key) ?? 0;
        if (ours && version !== before + 1) broken(`${key} became version ${version} over version ${before}`);
        versions.set(key, version);
      },
    };
  },
};
