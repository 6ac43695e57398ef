/** The embedded sts: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const stsService: Service = {
  name: 'sts',
  sdk: () => import('@aws-sdk/client-sts'),
  operations: {},
};
