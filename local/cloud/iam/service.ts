/** The embedded iam: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const iamService: Service = {
  name: 'iam',
  sdk: () => import('@aws-sdk/client-iam'),
  operations: {},
};
