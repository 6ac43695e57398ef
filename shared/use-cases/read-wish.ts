/** What a workflow was started for: by the API, which has judged it, or by somebody who pasted it into the console. */
import { createHash } from 'node:crypto';
import { sameJson } from '../domain/canonical-json.ts';
import { invalid } from '../domain/schemas/check.ts';
import { checkPasted } from '../domain/schemas/pasted-wish.ts';
import type { Wish, WishKind } from '../domain/wish.ts';
import type { Planner } from '../ports/planner.ts';
import type { Operations } from '../ports/stores.ts';
import { type JudgePorts, judgeWish } from './judge-wish.ts';
import { resolveWish } from './resolve-wish.ts';

export interface StartedExecution {
  readonly kind: WishKind;
  readonly name: string;
  readonly startedAt: string;
  /** The API's `{ wish, operation }`, or what was pasted. */
  readonly input?: unknown;
}

export interface StartedWish {
  readonly wish: Wish;
  readonly operation: string;
  readonly requestedAt: number;
  /** The wish without its spec, for the steps that only watch. */
  readonly about: Readonly<Record<string, unknown>>;
}

export type ReadWishPorts = JudgePorts & { readonly operations: Operations; readonly planner: Planner };

/** Throws what the API would answer: `InvalidInput` with every wrong field and an example, `ClusterNotFound` … */
export const readWish = async (execution: StartedExecution, ports: ReadWishPorts): Promise<StartedWish> => {
  const { kind, name, startedAt, input } = execution;
  const { wish: given, operation } = Object(input) as { readonly wish?: unknown; readonly operation?: unknown };
  const entry = typeof operation === 'string' ? await ports.operations.read(operation) : undefined;
  if (entry?.wish.kind === kind && sameJson(entry.wish, given)) return started(entry.wish, entry.id, entry.requestedAt);
  const wish = await resolveWish(checkPasted(kind, given ?? input), ports);
  await judgeWish(wish, ports);
  const { wish: decided, errors } = await ports.planner.check(wish);
  if (errors.length > 0) throw invalid(errors);
  return started(decided, operationOf(name), Date.parse(startedAt));
};

const started = (wish: Wish, operation: string, requestedAt: number): StartedWish => {
  const { spec: _, ...about } = wish as Wish & { readonly spec?: unknown };
  return { wish, operation, requestedAt, about };
};

/** The name of the execution, as far as ECS takes it as the `startedBy` of a task. */
const operationOf = (name: string): string =>
  /^[A-Za-z0-9_-]{1,80}$/.test(name) ? name : createHash('sha256').update(name).digest('hex').slice(0, 32);
