/**
 * Behaviour that is configurable, or about which AWS's documentation is silent or contradicts itself. Every promise of
 * software that is proven here must hold for each setting. Times are simulated milliseconds.
 */
export interface Knobs {
  /** pending → running. About 16.5 s whatever the family (brevdev/ec2-coldboot-research). */
  readonly instanceStartMs: readonly [from: number, to: number];
  /** running → the agent registers, user data included. With the above a host joins 60 to 120 s after its launch. */
  readonly bootMs: readonly [from: number, to: number];
  readonly instanceStopMs: readonly [from: number, to: number];
  /** running → both status checks are `ok`; "initializing" until then. 90 to 300 s were measured. */
  readonly statusChecksMs: readonly [from: number, to: number];
  /** A terminated instance stays visible. */
  readonly terminatedVisibleMs: number;
  /** PROVISIONING/PENDING → RUNNING: image pull and container start. */
  readonly taskStartMs: readonly [from: number, to: number];
  /** SIGTERM → STOPPED; at most the container's stopTimeout. */
  readonly taskStopMs: readonly [from: number, to: number];
  /** A stopped task stays visible: "at least one hour". */
  readonly stoppedTaskVisibleMs: number;
  /** How often the service scheduler looks at a service that has something to do. */
  readonly serviceSchedulerMs: number;
  /** From a change to the delivery of its event. */
  readonly eventDelayMs: readonly [from: number, to: number];
  /** ECS notices that an instance was terminated under it (running and connected) and deregisters it. */
  readonly noticeTerminationMs: readonly [from: number, to: number];
  /** ECS places on any host that is valid, whatever the strategies prefer: they are best effort. */
  readonly placeOnAnyValidHost: boolean;
  /** Whether ECS-optimized images have the `aws` command: documentation and practice differ by release. */
  readonly imageHasAwsCli: boolean;
}

export const realisticKnobs: Knobs = {
  instanceStartMs: [12_000, 22_000],
  bootMs: [50_000, 90_000],
  instanceStopMs: [15_000, 40_000],
  statusChecksMs: [90_000, 180_000],
  terminatedVisibleMs: 3_600_000,
  taskStartMs: [3_000, 9_000],
  taskStopMs: [1_000, 5_000],
  stoppedTaskVisibleMs: 3_600_000,
  serviceSchedulerMs: 5_000,
  eventDelayMs: [200, 1_500],
  noticeTerminationMs: [5_000, 30_000],
  placeOnAnyValidHost: false,
  imageHasAwsCli: false,
};
