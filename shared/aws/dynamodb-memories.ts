/** What a reconcile needs to know of a cluster, with one Query where each store by itself would take one. */
import type { Demand } from '../domain/demand.ts';
import type { History } from '../domain/history.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Observation } from '../domain/observation.ts';
import type { StoredService } from '../domain/spec.ts';
import type { Memories } from '../ports/stores.ts';
import type { Item, Table } from './dynamodb-table.ts';

/**
 * A cluster's items, by their sort keys: DECISION#…, DEMAND#…, HISTORY, LEDGER#…, OBSERVATION, SERVICE#…, TASK#…. Decisions
 * and stopped tasks are many, and stand before and behind the others. `$` is the character after `#`.
 */
const first = 'DEMAND#';
const last = 'SERVICE$';

export const dynamoDbMemories = (table: Table): Memories => ({
  async read(cluster) {
    const items = await table.between<unknown>(`CLUSTER#${cluster}`, first, last);
    const of = <Body>(prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix)) as readonly Item<Body>[];
    const [history] = of<History>('HISTORY');
    const [observation] = of<Observation>('OBSERVATION');
    return {
      services: of<StoredService>('SERVICE#').map(({ body }) => body),
      ledgers: of<Ledger>('LEDGER#').map(({ body, version }) => ({ ...body, version })),
      demands: of<Demand>('DEMAND#').map(({ body }) => body),
      ...(history && { history: history.body }),
      ...(observation && { observation: observation.body }),
    };
  },
});
