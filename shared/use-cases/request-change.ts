/**
 * How every change that people ask for begins: recognise a repeated request, refuse what cannot be, write the intent,
 * start the workflow that watches it. Nothing is stored of a request that is refused or only asked about.
 */
import { sameJson } from '../domain/canonical-json.ts';
import { AppError } from '../domain/errors.ts';
import { contentHash, type OperationEntry, type Origin, operationId } from '../domain/operation.ts';
import { invalid } from '../domain/schemas/check.ts';
import { targetOf, type Wish } from '../domain/wish.ts';
import type { Clock } from '../ports/clock.ts';
import type { PlannedChange, Planner } from '../ports/planner.ts';
import type { Operations } from '../ports/stores.ts';
import type { Workflows } from '../ports/workflows.ts';
import type { AskedChange } from './asked-change.ts';
import { keyReused } from './claim-key.ts';
import { type WriteWishPorts, writeWish } from './write-wish.ts';

export interface Circumstances {
  readonly origin: Origin;
  readonly dryRun: boolean;
}

export type ChangeOutcome =
  | { readonly outcome: 'accepted'; readonly entry: OperationEntry; readonly replayed: boolean }
  | { readonly outcome: 'unchanged'; readonly wish: Wish; readonly because: string; readonly generation?: number }
  | { readonly outcome: 'planned'; readonly wish: Wish; readonly plan: PlannedChange };

export type ChangePorts = WriteWishPorts & {
  readonly clock: Clock;
  readonly operations: Operations;
  readonly workflows: Workflows;
  readonly planner: Planner;
};

/**
 * Effectively once per Idempotency-Key: a repeat answers with the same operation, and finishes what an earlier attempt
 * began; another content under the same key is `IdempotencyKeyReused`.
 */
export const requestChange = async <W extends Wish>(
  asked: AskedChange<W>,
  { origin, dryRun }: Circumstances,
  ports: ChangePorts,
): Promise<ChangeOutcome> => {
  if (dryRun) {
    const decided = await decide(asked, ports);
    if (decided.outcome === 'unchanged') return decided;
    return { outcome: 'planned', wish: decided.wish, plan: await ports.planner.plan(decided.wish) };
  }
  let earlier = await ports.operations.read(operationId(origin));
  for (let left = attempts; left > 0; left -= 1) {
    if (earlier !== undefined && !wroteNothing(earlier)) return repeat(earlier, origin, ports);
    if (earlier !== undefined) refuseOtherContent(earlier, origin);
    const decided = await decide(asked, ports);
    if (decided.outcome === 'unchanged') return decided;
    const entry = newEntry(decided.wish, origin, ports);
    if (earlier === undefined && (await ports.operations.add(entry)) === 'conflict') {
      earlier = await ports.operations.read(entry.id);
      continue;
    }
    if (earlier !== undefined) await ports.operations.update(entry);
    try {
      return await begin(entry, false, ports);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'StaleGeneration') throw error;
      // Somebody else was faster. Unless the caller rules that out, the wish is made again from what there is now.
      earlier = await ports.operations.read(entry.id);
    }
  }
  throw new AppError('Conflict', 'Others keep changing it at the same time.', { hint: 'Send the request again.' });
};

const attempts = 8;

/** It lost a race: nothing has come of it, so a repeat is a new try. */
const wroteNothing = ({ refused, executionArn }: OperationEntry): boolean =>
  refused !== undefined && executionArn === undefined;

const newEntry = (wish: Wish, origin: Origin, { clock }: ChangePorts): OperationEntry => ({
  id: operationId(origin),
  wish,
  bodyHash: contentHash(origin),
  requestedAt: clock.now(),
  requestedBy: origin.caller,
});

type Decided<W> =
  | { readonly outcome: 'changes'; readonly wish: W }
  | Extract<ChangeOutcome, { readonly outcome: 'unchanged' }>;

const decide = async <W extends Wish>(asked: AskedChange<W>, ports: ChangePorts): Promise<Decided<W>> => {
  const asWished = await asked.wish();
  const verdict = await asked.judge(asWished);
  if (verdict.status === 'unchanged') return { outcome: 'unchanged', wish: asWished, ...verdict };
  const { wish, errors } = await ports.planner.check(asWished);
  const { inBody = (pointer: string) => pointer } = asked;
  if (errors.length > 0) throw invalid(errors.map((error) => ({ ...error, pointer: inBody(error.pointer) })));
  // What was left to us is decided now, and may be what there is already.
  const decided = sameJson(wish, asWished) ? verdict : await asked.judge(wish);
  return decided.status === 'unchanged' ? { outcome: 'unchanged', wish, ...decided } : { outcome: 'changes', wish };
};

const refuseOtherContent = (entry: OperationEntry, origin: Origin): void => {
  if (entry.bodyHash !== contentHash(origin)) throw keyReused(`for ${targetOf(entry.wish)}, with other content`);
};

const repeat = async (entry: OperationEntry, origin: Origin, ports: ChangePorts): Promise<ChangeOutcome> => {
  refuseOtherContent(entry, origin);
  return entry.executionArn === undefined ? begin(entry, true, ports) : { outcome: 'accepted', entry, replayed: true };
};

/** Writes the intent, then starts the workflow. A repeat after a crash in between recognises its own write. */
const begin = async (entry: OperationEntry, replayed: boolean, ports: ChangePorts): Promise<ChangeOutcome> => {
  const { wish } = entry;
  const { outcome, generation } = await written(entry, replayed, ports);
  const asWritten = generation === undefined ? entry : { ...entry, generation };
  if (outcome === 'unchanged') {
    const because = 'Another request has just asked for the same.';
    await ports.operations.update({ ...entry, refused: { code: 'NothingChanged', message: because } });
    return { outcome: 'unchanged', wish, because, ...(generation === undefined ? {} : { generation }) };
  }
  const execution = await started(entry, ports);
  if (execution === undefined) return { outcome: 'accepted', entry: asWritten, replayed };
  const { refused: _, ...begun } = { ...asWritten, executionArn: execution.arn };
  await ports.operations.update(begun);
  return { outcome: 'accepted', entry: begun, replayed };
};

/** The intent is written, so the change is on its way: when Step Functions is out of reach, the sweep starts it later. */
const started = async ({ id, wish }: OperationEntry, { workflows }: ChangePorts) => {
  try {
    return await workflows.start(wish.kind, id, { wish, operation: id });
  } catch (error) {
    if (error instanceof AppError && error.retryable) return undefined;
    throw error;
  }
};

/**
 * A race that was lost is kept in the index, so that the operation says what became of it. What others have written since a
 * request that is only repeated now is newer, and stays.
 */
const written = async (entry: OperationEntry, replayed: boolean, ports: ChangePorts) => {
  try {
    return await writeWish(entry.wish, entry.id, ports, replayed ? entry.requestedAt : undefined);
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      await ports.operations.update({ ...entry, refused: { code: error.code, message: error.message } });
    }
    throw error;
  }
};
