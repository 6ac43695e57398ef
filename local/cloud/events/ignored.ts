/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const eventsIgnored: NonNullable<Service['ignored']> = {
  DeleteRule: ['Force'],
  PutEvents: ['EndpointId', 'Entries.TraceHeader'],
  RemoveTargets: ['Force'],
};
