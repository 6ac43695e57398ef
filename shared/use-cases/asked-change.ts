import { AppError } from '../domain/errors.ts';
import type { Stored } from '../domain/spec.ts';
import type { Wish } from '../domain/wish.ts';

/** A change that somebody asks for, before it is known whether it is one. */
export interface AskedChange<W extends Wish = Wish> {
  /** Made only when the request is no repeat: what it reads may have changed since. */
  readonly wish: () => W | Promise<W>;
  /** What our stores, and ECS about the thing itself, say before anything is written: throws when it cannot be. */
  readonly judge: (wish: W) => Promise<Verdict>;
  /** Where in the request's body a part of the wish comes from, when that is not the same place. */
  readonly inBody?: (pointer: string) => string;
}

export type Verdict =
  | { readonly status: 'changes' }
  /** `because` is one sentence for people. */
  | { readonly status: 'unchanged'; readonly because: string; readonly generation?: number };

export const changes: Verdict = { status: 'changes' };

/** From If-Match: a generation, 0 for "only if there is none", or `any` for "only if there is one". */
export type Expected = number | 'any' | undefined;

/** The part of it that a wish carries on. */
export const expecting = (expected: Expected): { readonly expectedGeneration?: number } =>
  typeof expected === 'number' ? { expectedGeneration: expected } : {};

/** Throws `StaleGeneration` with the current one when something else is there than the caller has seen. */
export const refuseStale = (stored: Stored<unknown> | undefined, expected: Expected): void => {
  if (expected === undefined) return;
  const current = stored?.generation ?? 0;
  if (expected === 'any' ? current > 0 : current === expected) return;
  const there = current === 0 ? 'there is none' : `the current generation is ${current}`;
  const asked = expected === 0 ? 'only if there is none' : expected === 'any' ? 'any' : `generation ${expected}`;
  throw new AppError('StaleGeneration', `Asked for ${asked}, but ${there}.`, {
    hint: 'Read it again, decide again, and send its ETag.',
    ...(current === 0 ? {} : { headers: { etag: `"${current}"` } }),
  });
};
