import { type Invariant, minuteMs, type Scene } from '../scene.ts';
import type { StoredDisruption, StoredLedger } from '../stored-truth.ts';

/** What does not wait: there is nothing left to be careful with, or everything goes. */
const forceful = new Set([
  'impaired',
  'agent-away',
  'spot-interruption',
  'never-registered',
  'deregistered',
  'stopped',
  'cluster-deleted',
]);
const inFlight = new Set(['launching', 'draining', 'terminating']);
/** A spec that was replaced counts this much longer. */
const specsCountForMs = 60 * minuteMs;

/** I4. By the entries of the ledger, each time that one is written: at most max(1, ⌈10 %⌉) of a group. */
export const budgetKept: Invariant = {
  name: 'budget-kept',
  promise: 'Voluntary disruptions in flight never are more than a tenth of a group, or one.',
  watch: (scene, broken) => {
    const before = new Map<string, number>();
    return {
      after: ({ service, operation, input, at }) => {
        const group = service === 'dynamodb' && operation === 'PutItem' ? ledgerIn(input) : undefined;
        const ledger = group === undefined ? undefined : scene.stored.ledgers.get(group);
        if (group === undefined || ledger === undefined) return;
        const entries = ledger.disruptions.filter((one) => takesSlot(scene, one));
        const taken = entries.length;
        const slots = Math.max(1, Math.ceil(sizeOf(scene, ledger, at) / 10));
        if (taken > slots && taken > (before.get(group) ?? 0))
          broken(`${slots} of ${group} may be disrupted at once, and ${entries.map(inWords).join(' and ')}`);
        before.set(group, taken);
      },
    };
  },
};

const inWords = ({ host, cause, stage }: StoredDisruption): string => `${host} is ${stage} (${cause})`;

// biome-ignore lint/suspicious/noExplicitAny: the input of PutItem.
const ledgerIn = ({ Item }: any): string | undefined => {
  const { pk, sk } = { pk: String(Item?.pk?.S), sk: String(Item?.sk?.S) };
  return sk.startsWith('LEDGER#') ? `${pk.replace('CLUSTER#', '')}/${sk.replace('LEDGER#', '')}` : undefined;
};

/** Of a host that is still there. */
const takesSlot = ({ world }: Scene, { host, cause, kind, stage }: StoredDisruption): boolean => {
  if (forceful.has(cause) || kind === 'terminate' || kind === 'activate' || !inFlight.has(stage)) return false;
  const state = world.ec2.instances.get(host)?.state;
  return state === 'pending' || state === 'running' || state === 'stopped' || state === 'stopping';
};

const sizeOf = ({ stored }: Scene, { cluster, group }: StoredLedger, at: number): number => {
  let most = 0;
  for (const spec of stored.specs) {
    if (spec.name !== cluster) continue;
    const count = spec.groups.get(group)?.count ?? 0;
    most = at - spec.at > specsCountForMs ? count : Math.max(most, count);
  }
  return most;
};
