/** The embedded sqs: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const sqsService: Service = {
  name: 'sqs',
  sdk: () => import('@aws-sdk/client-sqs'),
  operations: {},
};
