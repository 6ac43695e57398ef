/** Carries out what was planned. How each single thing is done stands in act-alone.ts. */
import type { Action } from '../domain/action.ts';
import { inBatches } from '../domain/batches.ts';
import { AppError } from '../domain/errors.ts';
import { launchedIds } from '../domain/launched.ts';
import type { Ledger } from '../domain/ledger.ts';
import { enterDisruption, removeDisruption } from '../domain/ledger-changes.ts';
import type { Situation } from '../domain/situation.ts';
import { isOurs } from '../domain/tags.ts';
import { type Alone, type ApplyContext, actAlone, changeLedger, done, type Result } from './act-alone.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';

export interface Applied extends Result {
  readonly action: Action;
}

/**
 * Carries out actions in their order, those together that one call or one write can do; the entry in the ledger always comes
 * before the act. An action that fails stops what comes after it about the same subject, and nothing else. `conflict` means
 * that somebody else wrote a ledger or a spec: the rest is left undone, and everything has to be looked at again.
 */
export const apply = async (
  actions: readonly Action[],
  situation: Situation,
  ports: ReconcilePorts,
  /** Called with actions that are about to be tried. */
  begins: (actions: readonly Action[]) => Promise<void> = async () => {},
): Promise<{ readonly applied: readonly Applied[]; readonly conflict: boolean }> => {
  const ledgers = new Map(situation.ledgers.map((ledger) => [ledger.group, ledger]));
  const context: ApplyContext = { situation, ledgers, ports };
  const failed = new Set<string>();
  const applied: Applied[] = [];
  for (const batch of inBatches(actions)) {
    const isHeldUp = ({ subject }: Action) => failed.has(subject) || failed.has(situation.wanted.cluster);
    for (const action of batch.filter(isHeldUp))
      applied.push({ action, outcome: 'skipped', detail: 'an earlier action about the same failed' });
    const tried = batch.filter((action) => !isHeldUp(action));
    await begins(tried);
    const results = await attempt(tried, context);
    if (results === 'conflict') return { applied, conflict: true };
    for (const { action, outcome } of results) if (outcome === 'failed') failed.add(action.subject);
    applied.push(...results);
  }
  return { applied, conflict: false };
};

const attempt = async (batch: readonly Action[], context: ApplyContext): Promise<readonly Applied[] | 'conflict'> => {
  const [first] = batch;
  if (first === undefined) return [];
  try {
    const together = await actTogether(first, batch, context);
    if (together !== undefined) return together;
    if (batch.length === 1) return [{ action: first, ...(await actAlone(first as Alone, context)) }];
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'UnreadableState') throw error;
    if (error.code === 'Conflict') return 'conflict';
    const { code, message, retryable } = error;
    if (batch.length === 1 || retryable)
      return batch.map((action) => ({ action, outcome: 'failed', detail: `${code}: ${message}`, retryable }));
  }
  return oneByOne(batch, context);
};

/** What no call does for several; and what was refused for several, which may be the fault of one. */
const oneByOne = async (batch: readonly Action[], context: ApplyContext): Promise<readonly Applied[] | 'conflict'> => {
  const results: Applied[] = [];
  for (const action of batch) {
    const result = await attempt([action], context);
    if (result === 'conflict') return result;
    results.push(...result);
  }
  return results;
};

/** Undefined: there is no call that does this for several. All of a batch are of one kind. */
const actTogether = async (
  first: Action,
  batch: readonly Action[],
  context: ApplyContext,
): Promise<readonly Applied[] | undefined> => {
  switch (first.type) {
    case 'enter-disruption':
    case 'close-disruption':
      await changeLedger(first.group, context, (ledger) => batch.reduce(noted, ledger));
      return batch.map((action) => ({ action, ...done }));
    case 'terminate':
      return terminate(batch, context);
    case 'set-status':
      return setStatus(batch, first.status, context);
    default:
      return undefined;
  }
};

const noted = (ledger: Ledger, action: Action): Ledger => {
  if (action.type === 'enter-disruption') return enterDisruption(ledger, action.disruption);
  return action.type === 'close-disruption' ? removeDisruption(ledger, action.host) : ledger;
};

const setStatus = async (
  batch: readonly Action[],
  status: 'ACTIVE' | 'DRAINING',
  { situation, ports }: ApplyContext,
): Promise<readonly Applied[]> => {
  const arnOf = (action: Action) => (action.type === 'set-status' ? action.containerInstance : '');
  const refusals = await ports.clusters.setStatus(situation.wanted.cluster, batch.map(arnOf), status);
  return batch.map((action) => {
    const refusal = refusals.find(({ arn }) => arn === arnOf(action));
    return { action, ...(refusal === undefined ? done : { outcome: 'failed' as const, detail: refusal.refused }) };
  });
};

/** The last look before something cannot be undone: the triple, on the very instance. */
const terminate = async (batch: readonly Action[], { situation, ports }: ApplyContext): Promise<readonly Applied[]> => {
  const { wanted, home, world } = situation;
  const instances = new Map(world.instances.map((instance) => [instance.id, instance]));
  const launched = launchedIds(situation.ledgers);
  const isAllowed = (id: string): boolean => {
    const instance = instances.get(id);
    return instance === undefined ? launched.has(id) : isOurs(instance.tags, home.stack, wanted.cluster);
  };
  const ids = batch.map(hostOf).filter(isAllowed);
  if (ids.length > 0) await ports.fleet.terminate(ids);
  return batch.map((action) =>
    ids.includes(hostOf(action))
      ? { action, ...done }
      : { action, outcome: 'failed', detail: `${action.subject} does not carry our tags` },
  );
};

const hostOf = (action: Action): string => (action.type === 'terminate' ? action.host : action.subject);
