/** The embedded ecs: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const ecsService: Service = {
  name: 'ecs',
  sdk: () => import('@aws-sdk/client-ecs'),
  operations: {},
};
