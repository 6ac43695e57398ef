/** Disruptions that nobody is in a hurry with, as the ledgers have them. */
import type { Scene } from './scene.ts';
import type { StoredDisruption } from './stored-truth.ts';

export const voluntaryCauses: ReadonlySet<string> = new Set([
  'requested',
  'scale-in',
  'surplus',
  'runtime-impaired',
  'scheduled-event',
  'group-removed',
  'quarantined',
]);

/** The entry by which a host is ended that still has time; DELETE of a host is documented as "terminate now". */
export const unhurried = ({ stored }: Scene, id: string, at: number): StoredDisruption | undefined => {
  const entry = [...stored.ledgers.values()].flatMap(({ disruptions }) => disruptions).find(({ host }) => host === id);
  if (entry === undefined || entry.kind === 'terminate') return undefined;
  return voluntaryCauses.has(entry.cause) && entry.deadline > at ? entry : undefined;
};
