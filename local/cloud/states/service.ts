/** The embedded states: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const statesService: Service = {
  name: 'sfn',
  sdk: () => import('@aws-sdk/client-sfn'),
  operations: {},
};
