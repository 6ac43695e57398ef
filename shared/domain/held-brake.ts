/** A brake that holds back, at this look, something that would otherwise be done. Slots of a budget are no brake. */
export interface HeldBrake {
  /** group: too many of a group are unhealthy. region: too many of all our hosts are. paused: people said so. back-off: launches fail. */
  readonly brake: 'group' | 'region' | 'paused' | 'back-off';
  /** Absent: the whole cluster. */
  readonly group?: string;
  /** One sentence, for people. */
  readonly reason: string;
  /** When it began to hold, once that is known. */
  readonly since?: number;
}
