import { numbered } from '../domain/decisions.ts';
import { AppError } from '../domain/errors.ts';
import type { Told } from '../domain/happening.ts';
import type { History } from '../domain/history.ts';
import { noHistory } from '../domain/history.ts';
import type { Ledger } from '../domain/ledger.ts';
import { withoutOldLaunches } from '../domain/ledger-changes.ts';
import { riddlesOf } from '../domain/riddles.ts';
import type { Situation } from '../domain/situation.ts';
import type { StoredCluster } from '../domain/spec.ts';
import { shortHash } from '../domain/tokens.ts';
import { unseenOf } from '../domain/unseen.ts';
import type { ClusterMemory } from '../ports/stores.ts';
import { observe } from './observe.ts';
import { type Memory, recall } from './recall.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { settleLaunches, write } from './settle-launches.ts';

/** `problem`: why the stored spec means nothing, so that nothing is done. Undefined: there is none. */
export type Looked = Situation | { readonly problem: string } | undefined;

/** Looks at the world afresh; open launches are settled first, so that nothing is planned around an unknown. */
export const lookAtCluster = async (
  cluster: string,
  remembered: ClusterMemory,
  ports: ReconcilePorts,
  told: ReadonlySet<Told>,
): Promise<Looked> => {
  const wanted = await readSpec(cluster, ports);
  if (wanted === undefined) return undefined;
  if (typeof wanted === 'string') {
    await sayOnce(cluster, wanted, remembered.history, ports);
    return { problem: wanted };
  }
  const memory = recall(wanted, remembered);
  const ledgers = await settled(memory, ports);
  const began = ports.clock.now();
  const seen = await observe({ ...memory, ledgers }, ports, told);
  ports.meter.add('ObservationDuration', ports.clock.now() - began);
  return tidied(seen, ports);
};

/** Asking again does not mend it: it would only fill the dead-letter queue. */
const readSpec = async (
  cluster: string,
  { clusterSpecs }: ReconcilePorts,
): Promise<StoredCluster | string | undefined> => {
  try {
    return await clusterSpecs.read(cluster);
  } catch (error) {
    if (error instanceof AppError && error.code === 'UnreadableState') return error.message;
    throw error;
  }
};

const sayOnce = async (
  cluster: string,
  problem: string,
  history: History | undefined,
  { decisions, histories, clock, meter }: ReconcilePorts,
): Promise<void> => {
  meter.add('UnreadableState', 1);
  const reason = `the stored spec cannot be read, so nothing is changed here until the cluster is put again: ${problem}`;
  const lastSaid = shortHash(reason);
  if (history?.lastSaid === lastSaid) return;
  await decisions.add(numbered([{ rule: 'spec-readable', reason, outcome: 'nothing' }], cluster, clock.now(), 0));
  await histories.write({ ...(history ?? noHistory(cluster)), lastSaid });
};

/** Of a ledger that is not to be trusted nothing is sent again: EC2 may have forgotten its tokens. */
const settled = async (memory: Memory, ports: ReconcilePorts): Promise<readonly Ledger[]> => {
  if (!memory.ledgers.some(({ launches }) => launches.some(({ state }) => state === 'open'))) return memory.ledgers;
  const instances = await ports.fleet.instancesOf(memory.wanted.cluster);
  const doubtful = new Set(riddlesOf({ ...memory, world: { instances } }).map(({ group }) => group));
  const [left, trusted] = [true, false].map((is) => memory.ledgers.filter(({ group }) => doubtful.has(group) === is));
  return [...(left ?? []), ...(await settleLaunches(trusted ?? [], ports))];
};

const tidied = async (situation: Situation, ports: ReconcilePorts): Promise<Situation> => {
  const { world, now } = situation;
  const existing = new Set([
    ...world.instances.map(({ id }) => id),
    ...unseenOf(situation).map(({ id }) => id),
    ...world.containerInstances.map(({ instanceId }) => instanceId),
  ]);
  const doubtful = new Set(riddlesOf(situation).map(({ group }) => group));
  const ledgers = await Promise.all(
    situation.ledgers.map((ledger) => {
      const tidy = doubtful.has(ledger.group) ? ledger : withoutOldLaunches(ledger, existing, now);
      return tidy === ledger ? ledger : write(tidy, ports);
    }),
  );
  return { ...situation, ledgers };
};
