/** The embedded lambda: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const lambdaService: Service = {
  name: 'lambda',
  sdk: () => import('@aws-sdk/client-lambda'),
  operations: {},
};
