/** The embedded ec2: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const ec2Service: Service = {
  name: 'ec2',
  sdk: () => import('@aws-sdk/client-ec2'),
  operations: {},
};
