/** What can go wrong with permissions. */
import { permissionRevoked } from './permission-revoked.ts';

export const iamFaults = {
  'permission-revoked': permissionRevoked,
} as const;
