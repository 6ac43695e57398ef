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
