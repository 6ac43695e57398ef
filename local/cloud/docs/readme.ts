/** `npm run docs`: writes the tables of local/cloud/README.md anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { faultCatalogue } from '../faults/catalogue.ts';
import { knobTable } from '../kernel/knobs.ts';
import { services } from '../services.ts';
import { loadModel } from '../wire/model.ts';
import { faultsTable, knobsTable, operationsTables, withTables } from './tables.ts';

const path = new URL('../README.md', import.meta.url);

/** The README as it is, and as it should be. */
export const readme = async (): Promise<{ readonly is: string; readonly shouldBe: string }> => {
  const is = readFileSync(path, 'utf8');
  const known = await Promise.all(services.map(async (service) => [service, await loadModel(service)] as const));
  const shouldBe = withTables(is, {
    operations: operationsTables(known.toSorted(([a], [b]) => (a.name < b.name ? -1 : 1))),
    knobs: knobsTable(knobTable),
    faults: faultsTable(faultCatalogue),
  });
  return { is, shouldBe };
};

if (import.meta.main) writeFileSync(path, (await readme()).shouldBe);
