import type { Action } from '../domain/action.ts';
import { targetOf } from '../domain/wish.ts';
import type { PlannedChange } from '../ports/planner.ts';
import type { ChangeOutcome } from '../use-cases/request-change.ts';
import type { Reply } from './call.ts';

/** The ETag is the generation: send it back as If-Match to change only what you have seen. */
export const etag = (generation: number): { readonly etag: string } => ({ etag: `"${generation}"` });

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  body,
  headers,
});

export const created = (body: unknown, location: string): Reply => ({ status: 201, body, headers: { location } });

/** What every write of a cluster, host, task or service answers. */
export const accepts = {
  200: 'Nothing changes; or, with ?dryRun=true, what would',
  202: 'An operation has begun; Location leads to it',
} as const;

/** Ask often at first, later less: in seconds of the caller's clock, not of the simulated one. */
export const lookAgain = (ageMs: number): { readonly 'retry-after': string } => ({
  'retry-after': String(Math.min(5, 2 + Math.max(0, Math.floor(ageMs / 60_000)))),
});

/** 202 with the operation to follow, or 200 when nothing changes or nothing was to change. */
export const changeReply = (outcome: ChangeOutcome): Reply => {
  if (outcome.outcome === 'accepted') return accepted(outcome);
  const target = `/v1/${targetOf(outcome.wish)}`;
  if (outcome.outcome === 'planned') return ok({ dryRun: true, target, ...planInWords(outcome.plan) });
  const { because, generation } = outcome;
  return ok(
    { changed: false, because, target, ...(generation !== undefined && { generation }) },
    generation === undefined ? {} : etag(generation),
  );
};

const accepted = ({ entry, replayed }: Extract<ChangeOutcome, { readonly outcome: 'accepted' }>): Reply => {
  const location = `/v1/operations/${entry.id}`;
  return {
    status: 202,
    body: { operation: entry.id, kind: entry.wish.kind, target: `/v1/${targetOf(entry.wish)}`, follow: location },
    headers: {
      location,
      ...lookAgain(0),
      ...(entry.generation !== undefined && etag(entry.generation)),
      ...(replayed && { 'idempotent-replayed': 'true' }),
    },
  };
};

const planInWords = ({ changes, actions, warnings, placements }: PlannedChange) => ({
  changed: changes.length > 0 || actions.length > 0,
  changes,
  actions: actions.map(withoutUserData),
  ...(placements !== undefined && { placements }),
  warnings,
});

/** The script that a host boots with is some kilobytes of base64; the plan says which config it reads. */
const withoutUserData = (action: Action): unknown => {
  if (action.type !== 'launch') return action;
  const { userData: _, ...request } = action.launch.request;
  return { ...action, launch: { ...action.launch, request } };
};
