/** The embedded ssm: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const ssmService: Service = {
  name: 'ssm',
  sdk: () => import('@aws-sdk/client-ssm'),
  operations: {},
};
