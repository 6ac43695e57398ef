/** Path and query parameters that several routes take. */
import * as z from 'zod/mini';
import * as names from './names.ts';
import { flag, integer, matching } from './values.ts';

export const aCluster = { cluster: names.clusterName };
export const aGroup = { ...aCluster, group: names.groupName };
export const aHost = { ...aCluster, host: names.lookedUp };
export const aTask = { ...aCluster, task: names.lookedUp };
export const aService = { ...aCluster, service: names.serviceName };
export const aFamily = { family: names.familyName };
export const aRevision = { ...aFamily, revision: integer(1, 999_999_999) };
export const anOperation = { operation: names.lookedUp };

/** On every write: answer with what would happen, and change nothing. */
export const writing = { dryRun: z._default(flag(), false) };

export const paging = {
  limit: z._default(integer(1, 200), 50),
  cursor: z.exactOptional(matching(/^[A-Za-z0-9_=-]{1,2048}$/, 'the "next" of an earlier answer')),
};

const aTime = 'a time such as 2026-11-22T14:05:12Z';
/** https://www.rfc-editor.org/rfc/rfc3339#section-5.6 */
export const instant = matching(
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$/,
  aTime,
).check(z.refine((text) => !Number.isNaN(Date.parse(text)), { error: `must be ${aTime}` }));

/** What decisions are found by. */
export const decisionFilters = {
  since: z.exactOptional(instant),
  until: z.exactOptional(instant),
  group: z.exactOptional(names.groupName),
  host: z.exactOptional(names.lookedUp),
  service: z.exactOptional(names.serviceName),
  task: z.exactOptional(names.lookedUp),
};
