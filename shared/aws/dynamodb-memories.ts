/** What a reconcile needs to know of a cluster, with one Query where each store by itself would take one. */
import type { Demand } from '../domain/demand.ts';
import type { History } from '../domain/history.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Observation } from '../domain/observation.ts';
import type { UnreadableMemory } from '../domain/situation.ts';
import type { StoredService } from '../domain/spec.ts';
import { problemOfLedger, problemOfService } from '../domain/whole.ts';
import type { Memories } from '../ports/stores.ts';
import type { Item, Table, UnreadableItem } from './dynamodb-table.ts';

/**
 * A cluster's items, by their sort keys: DECISION#…, DEMAND#…, HISTORY, LEDGER#…, OBSERVATION, SERVICE#…, TASK#…. Decisions
 * and stopped tasks are many, and stand before and behind the others. `$` is the character after `#`.
 */
const first = 'DEMAND#';
const last = 'SERVICE$';

export const dynamoDbMemories = (table: Table): Memories => ({
  async read(cluster) {
    const items = (await table.between(`CLUSTER#${cluster}`, first, last)).map(checked);
    const unreadable = items.flatMap((item) => ('body' in item ? [] : unreadableMemory(item)));
    const of = <Body>(prefix: string) =>
      items.filter((item): item is Item<Body> => item.sk.startsWith(prefix) && 'body' in item);
    const [history] = of<History>('HISTORY');
    const [observation] = of<Observation>('OBSERVATION');
    return {
      services: of<StoredService>('SERVICE#').map(({ body }) => body),
      ledgers: of<Ledger>('LEDGER#').map(({ body, version }) => ({ ...body, version })),
      demands: of<Demand>('DEMAND#').map(({ body }) => body),
      ...(history && { history: history.body }),
      ...(observation && { observation: observation.body }),
      ...(unreadable.length > 0 && { unreadable }),
    };
  },
});

const checked = (item: Item<unknown> | UnreadableItem): Item<unknown> | UnreadableItem => {
  if (!('body' in item)) return item;
  const why = problemOf(item);
  if (why === undefined) return item;
  const { pk, sk, version } = item;
  return { pk, sk, version, why: `is not whole: ${why}`, newer: false };
};

const problemOf = ({ sk, body }: Item<unknown>): string | undefined => {
  if (sk.startsWith('SERVICE#')) return problemOfService(body);
  return sk.startsWith('LEDGER#') ? problemOfLedger(body) : undefined;
};

/** A history, an observation or a demand that is lost only delays. */
const unreadableMemory = ({ sk, version, why, newer }: UnreadableItem): readonly UnreadableMemory[] => {
  const [kind, ...rest] = sk.split('#');
  const name = rest.join('#');
  if (kind === 'LEDGER') return [{ of: 'ledger', name, version, why, newer }];
  return kind === 'SERVICE' ? [{ of: 'service', name, version, why, newer }] : [];
};
