/** What the steps of workflows take. Our own state machines write it; still nothing unbounded reaches a store or AWS. */
import * as z from 'zod/mini';
import type { RunTask, Wish, WishKind } from '../wish.ts';
import { wishExamples } from '../wish-examples.ts';
import { check } from './check.ts';
import * as names from './names.ts';
import { closed, integer, line, list, matching, oneOf } from './values.ts';

const kinds = Object.keys(wishExamples) as [WishKind, ...WishKind[]];
const time = integer(0, Number.MAX_SAFE_INTEGER);

/** Also names tasks (`startedBy`), so it has only characters that ECS takes. */
const operation = matching(/^[A-Za-z0-9_-]{1,80}$/, 'the id of an operation');

/** Checked in full by the step before; here only that it is one. */
const wish = z.looseObject({ kind: oneOf(kinds), cluster: names.clusterName });
const aRun = z.looseObject({ kind: oneOf(['run-task']), cluster: names.clusterName });

const anExecution = closed({
  kind: oneOf(kinds),
  name: line(80),
  startedAt: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'a time'),
  input: z.unknown(),
});
const aSubmission = closed({ wish, operation, requestedAt: time });
const mark = closed({ since: time, generation: z.exactOptional(time), outcome: z.string(), deadline: time });
const aLook = closed({ wish, operation, mark });

const chunk = closed({ chunk: integer(0, 1_000), attempt: integer(0, 10_000), missing: integer(1, 10) });
/** Null before the first try. */
const aPlacement = closed({ wish: aRun, operation, chunks: z.nullable(list(chunk, 1, 100)) });
const someTasks = closed({ cluster: names.clusterName, tasks: list(names.lookedUp, 1, 1_000) });

export const readExecution = (raw: unknown) => check(anExecution, raw);
export const readSubmission = (raw: unknown) => ofWish(check(aSubmission, raw));
export const readLook = (raw: unknown) => ofWish(check(aLook, raw));
export const readPlacement = (raw: unknown) => {
  const { wish, ...rest } = check(aPlacement, raw);
  return { ...rest, wish: wish as unknown as RunTask };
};
export const readTasks = (raw: unknown) => check(someTasks, raw);

const ofWish = <Input extends { readonly wish: { readonly kind: WishKind } }>(input: Input) => ({
  ...input,
  wish: input.wish as unknown as Wish,
});
