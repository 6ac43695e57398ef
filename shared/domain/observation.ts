import type { HeldBrake } from './held-brake.ts';
import type { ClusterHealth } from './situation.ts';

/** What one reconcile of a cluster saw and what came of it; read by the API and by the workflows that watch. */
export interface Observation {
  readonly cluster: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** When the messages that led to it were handed out, by the queue's clock: what was sent before is answered. */
  readonly heardUntil?: number;
  /** True when more could be done at once: the next look is due in seconds, whatever else happens. */
  readonly unfinished?: boolean;
  /** Generation of the spec that was planned for; 0 when there was none. */
  readonly generation: number;
  /** True when spec and world agree and nothing of ours is under way. */
  readonly settled: boolean;
  /** What of our own memory cannot be trusted, so that nothing is changed there until somebody puts the cluster again. */
  readonly riddles?: readonly string[];
  /** In words for people: what the cluster waits for, with subjects and reasons. Bounded to 20. */
  readonly waitingFor: readonly string[];
  readonly groups: readonly GroupObservation[];
  readonly services: readonly ServiceObservation[];
  /** Hosts in the cluster that are not ours: counted, never touched. */
  readonly foreignHosts: number;
  /** What the region was last told of it. */
  readonly told?: ClusterHealth;
  /** What holds something back, since when. Absent: nothing does. */
  readonly brakes?: readonly HeldBrake[];
}
export interface GroupObservation {
  readonly group: string;
  readonly desired: number;
  /** Registered, ACTIVE, agent connected, running the current config or not. */
  readonly joined: number;
  /** Launched or being launched and not yet joined. */
  readonly joining: number;
  readonly draining: number;
  /** Hosts that run an older version of the group's ecs.config. */
  readonly outdatedConfig: readonly string[];
  readonly configVersion: string;
}
export interface ServiceObservation {
  readonly service: string;
  /** Generation of the service's spec that was planned for. */
  readonly generation: number;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly rolloutState: string;
  readonly settled: boolean;
  readonly waitingFor: readonly string[];
}
