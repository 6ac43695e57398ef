import type { Decision } from '../domain/decision.ts';
import { AppError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, Decisions } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';

export interface DecisionReport extends Omit<Decision, 'at' | 'cluster'> {
  readonly at: string;
  /** Of one that was begun, and has no outcome: what that means. */
  readonly unfinished?: string;
}

export interface DecisionQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** RFC 3339; both included. */
  readonly since?: string;
  readonly until?: string;
  readonly group?: string;
  /** An instance id. */
  readonly host?: string;
  readonly service?: string;
  readonly task?: string;
}

const keptForMs = 30 * 24 * 3_600_000;
/** Whoever acts has ended by then: it is the time-out of the function, and some. */
const actsForMs = 90_000;

/**
 * Newest first, for 30 days; those of a cluster that is gone can be read too. A page may hold fewer than asked for, and none at all,
 * and still have a next one. Throws `ClusterNotFound`, `BadQuery`.
 */
export const readDecisions = async (
  cluster: string,
  query: DecisionQuery,
  ports: { readonly clock: Pick<Clock, 'now'>; readonly clusterSpecs: ClusterSpecs; readonly decisions: Decisions },
): Promise<{ readonly decisions: readonly DecisionReport[]; readonly next?: string }> => {
  const now = ports.clock.now();
  const { limit, cursor, since, until } = query;
  const from = Math.max(now - keptForMs, since === undefined ? 0 : Date.parse(since));
  const to = until === undefined ? undefined : Date.parse(until);
  if (to !== undefined && since !== undefined && to < Date.parse(since))
    throw new AppError('BadQuery', 'The query is wrong.', {
      errors: [{ pointer: '', parameter: 'until', detail: 'must not be before since' }],
    });
  const { items, next } = await ports.decisions.list(cluster, {
    limit,
    since: from,
    ...(cursor !== undefined && { cursor }),
    ...(to !== undefined && { until: to }),
    ...(isFiltered(query) && { where: (decision) => isAbout(decision, query) }),
  });
  if (items.length === 0 && next === undefined) await known(cluster, now, ports);
  const decisions = items.map(({ cluster: _, at, ...decision }) => ({
    at: new Date(at).toISOString(),
    ...decision,
    ...(decision.outcome === 'begun' && now - at > actsForMs && { unfinished }),
  }));
  return { decisions, ...(next !== undefined && { next }) };
};

const unfinished =
  'It was begun, and whoever did it ended before the outcome could be written down. It may have happened: the next look at ' +
  'the cluster has found out, and the decisions after this one go on from there.';

/** A cluster that is gone is known by what was decided about it. */
const known = async (
  cluster: string,
  now: number,
  { clusterSpecs, decisions }: { readonly clusterSpecs: ClusterSpecs; readonly decisions: Decisions },
): Promise<void> => {
  const { items } = await decisions.list(cluster, { limit: 1, since: now - keptForMs });
  if (items.length === 0) await existingCluster(cluster, { clusterSpecs });
};

const isFiltered = ({ group, host, service, task }: DecisionQuery): boolean =>
  [group, host, service, task].some((one) => one !== undefined);

/** Ids of hosts and tasks are looked for in the sentences too: a launch names there what it has launched. */
const isAbout = (decision: Decision, { group, host, service, task }: DecisionQuery): boolean => {
  const { about = {}, reason, detail = '', seen = [], weighed = [] } = decision;
  const said = [reason, detail, ...seen, ...weighed].join(' ');
  return (
    (group === undefined || about.group === group) &&
    (service === undefined || about.service === service) &&
    (host === undefined || about.host === host || said.includes(host)) &&
    (task === undefined || about.task === task || said.includes(task))
  );
};
