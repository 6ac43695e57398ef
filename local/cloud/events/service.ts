/** The embedded events: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const eventsService: Service = {
  name: 'eventbridge',
  sdk: () => import('@aws-sdk/client-eventbridge'),
  operations: {},
};
