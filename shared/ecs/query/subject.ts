import type { HostCapacity } from '../host.ts';

/** What an expression is evaluated against: any host, placement's view of it included. */
export type QueriedHost = Pick<HostCapacity, 'attributes' | 'agentConnected' | 'tasks'> &
  Partial<Pick<HostCapacity, 'agentVersion' | 'registeredAt' | 'ec2InstanceId'>>;

export type Predicate = (host: QueriedHost) => boolean;
