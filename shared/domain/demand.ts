/** A wish of people that is no spec and no disruption: the reconcile carries it out and removes it. */
export interface Demand {
  readonly kind: 'stop-task';
  readonly cluster: string;
  readonly task: string;
  readonly reason: string;
  readonly operation: string;
  readonly wishedAt: number;
}
