/** What is in our table, as it was written: read by its keys and fields only, so that a rule that is wrong cannot agree with itself. */
import type { Done } from './scene.ts';

export interface StoredDisruption {
  readonly host: string;
  readonly cause: string;
  readonly kind: string;
  readonly stage: string;
  readonly deadline: number;
}

export interface StoredLaunch {
  readonly number: number;
  readonly state: string;
  readonly instanceIds: readonly string[];
  readonly request: { readonly clientToken: string; readonly count: number };
}

export interface StoredLedger {
  readonly cluster: string;
  readonly group: string;
  readonly version: number;
  readonly nextLaunch: number;
  readonly launches: readonly StoredLaunch[];
  readonly former?: readonly { readonly instanceIds: readonly string[] }[];
  readonly disruptions: readonly StoredDisruption[];
}

export interface SpecWritten {
  readonly at: number;
  readonly generation: number;
  readonly writtenBy: string;
  /** `shop`, or `shop/web` for a service. */
  readonly name: string;
  readonly deleting: boolean;
  /** count and surge by group, of clusters. */
  readonly groups: ReadonlyMap<string, { readonly count: number; readonly surge: number }>;
  /** Of clusters. */
  readonly policy?: {
    readonly paused?: boolean;
    readonly windows?: readonly string[];
    readonly healing: string;
    readonly drainDeadlineSeconds: number;
  };
}

export interface Write {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many kinds.
  readonly body: any;
}

export interface StoredTruth {
  /** By `cluster/group`. */
  readonly ledgers: ReadonlyMap<string, StoredLedger>;
  /** Every write of a spec, oldest first. */
  readonly specs: readonly SpecWritten[];
  /** When a launch was first entered, by its client token: real time, whatever the clock of the function said. */
  readonly enteredAt: ReadonlyMap<string, number>;
  /** Ids of operations that were refused after they were indexed. */
  readonly refused: ReadonlySet<string>;
  /** When an entry of this cause for this host was first written: `i-1 impaired`. */
  readonly disruptedAt: ReadonlyMap<string, number>;
  /** Of every instance that a launch of a ledger has ever named. */
  readonly clusterOf: ReadonlyMap<string, string>;
  /** What a call has just written, if it has. */
  take(done: Done): Write | undefined;
}

export const newStoredTruth = (): StoredTruth => {
  const ledgers = new Map<string, StoredLedger>();
  const specs: SpecWritten[] = [];
  const enteredAt = new Map<string, number>();
  const refused = new Set<string>();
  const disruptedAt = new Map<string, number>();
  const clusterOf = new Map<string, string>();

  const note = ({ pk, sk, body }: Write, at: number): void => {
    // Somebody has spoilt it.
    if (Object.keys(body).length === 0) return;
    const cluster = pk.replace('CLUSTER#', '');
    if (sk.startsWith('LEDGER#')) {
      const ledger = body as StoredLedger;
      ledgers.set(`${cluster}/${ledger.group}`, ledger);
      for (const { request } of ledger.launches)
        if (!enteredAt.has(request.clientToken)) enteredAt.set(request.clientToken, at);
      for (const { instanceIds } of ledger.launches) for (const id of instanceIds) clusterOf.set(id, cluster);
      for (const { host, cause } of ledger.disruptions)
        if (!disruptedAt.has(`${host} ${cause}`)) disruptedAt.set(`${host} ${cause}`, at);
    }
    if (pk === 'SPECS') specs.push(specOf(sk, body, at));
    if (sk.startsWith('SERVICE#')) specs.push(specOf(`${cluster}/${sk.replace('SERVICE#', '')}`, body, at));
    if (sk === 'OPERATION' && body.refused !== undefined) refused.add(body.id);
  };

  return {
    ledgers,
    specs,
    enteredAt,
    refused,
    disruptedAt,
    clusterOf,
    take({ service, operation, input, refused: code, at }) {
      if (service !== 'dynamodb' || code !== undefined) return undefined;
      if (operation === 'DeleteItem') {
        const { pk, sk } = keyIn(input.Key);
        if (sk.startsWith('LEDGER#')) ledgers.delete(`${pk.replace('CLUSTER#', '')}/${sk.replace('LEDGER#', '')}`);
        return undefined;
      }
      if (operation !== 'PutItem' || !isRead(input.Item)) return undefined;
      const body = parsed(input.Item.body?.S);
      if (body === undefined) return undefined;
      const write = { ...keyIn(input.Item), version: Number(input.Item.v?.N), body };
      note(write, at);
      return write;
    },
  };
};

/** The decisions are looked at, what was observed is not. */
// biome-ignore lint/suspicious/noExplicitAny: an item of DynamoDB.
const isRead = (item: any): boolean =>
  !/^(?:OBSERVATION|HISTORY|TASK#|INSTANCE|HEALTH#)/.test(item?.sk?.S ?? 'INSTANCE');

// biome-ignore lint/suspicious/noExplicitAny: as above.
const keyIn = (item: any) => ({ pk: String(item?.pk?.S), sk: String(item?.sk?.S) });

// biome-ignore lint/suspicious/noExplicitAny: as above.
const parsed = (text: unknown): any => {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
};

// biome-ignore lint/suspicious/noExplicitAny: a stored spec.
const specOf = (name: string, body: any, at: number): SpecWritten => ({
  at,
  name,
  generation: body.generation,
  writtenBy: body.writtenBy,
  deleting: body.deleting !== undefined,
  ...(body.spec?.policy !== undefined && { policy: body.spec.policy }),
  groups: new Map((body.spec?.groups ?? []).map((group: { name: string }) => [group.name, group])),
});
