/** Every fault that there is, by name. */
import { ecsFaults } from '../ecs/faults/faults.ts';
import type { FaultKind } from './fault.ts';

export const faultCatalogue = { ...ecsFaults } as const;

export type FaultName = keyof typeof faultCatalogue;

export type FaultParameters<Name extends FaultName> =
  (typeof faultCatalogue)[Name] extends FaultKind<infer Parameters> ? Parameters : never;
