/** What is wrong with EC2 at the moment, or scarce. Faults put it there and take it away again; launches and boots heed it. */
import type { Family } from './families.ts';
import type { Ec2Instance, Market } from './state.ts';

/** What launches ask for. Whatever a fault leaves out, it means all of. */
export interface Offering {
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly market: Market;
}

/** EC2 has instances of these offerings for no more than so many launches. */
export interface Shortage extends Partial<Offering> {
  left: number;
  readonly code: 'InsufficientInstanceCapacity' | 'InternalError';
}

/** A quota of the account: vCPUs of one market and family, or On-Demand Instances in all. */
export type Limit =
  | { readonly market: Market; readonly family: Family; readonly vcpus: number }
  | { readonly instances: number };

/** How machines that are launched from an image fail to become hosts. */
export type ImageDefect = 'no-agent' | 'kernel-panic' | 'no-user-data';

/** These instances do not reach anything outside their subnet. */
export interface Cut {
  readonly why: string;
  readonly hits: (instance: Ec2Instance) => boolean;
}

export interface ActiveFaults {
  readonly shortages: Set<Shortage>;
  readonly limits: Set<Limit>;
  /** Types that a zone does not offer at all. */
  readonly notOffered: Set<Pick<Offering, 'instanceType' | 'availabilityZone'>>;
  /** Images that cannot be launched from any more. */
  readonly deregistered: Set<{ readonly imageId: string }>;
  /** Without an image id: every image. */
  readonly defects: Set<{ readonly imageId: string | undefined; readonly defect: ImageDefect }>;
  readonly cuts: Set<Cut>;
  /** Boots that begin now take so many times as long. */
  readonly slowBoots: Set<{ readonly times: number; readonly imageId: string | undefined }>;
}

export const newActiveFaults = (): ActiveFaults => ({
  shortages: new Set(),
  limits: new Set(),
  notOffered: new Set(),
  deregistered: new Set(),
  defects: new Set(),
  cuts: new Set(),
  slowBoots: new Set(),
});

/** Whether a fault is about this offering. */
export const concerns = (fault: Partial<Offering>, offering: Offering): boolean =>
  (fault.instanceType ?? offering.instanceType) === offering.instanceType &&
  (fault.availabilityZone ?? offering.availabilityZone) === offering.availabilityZone &&
  (fault.market ?? offering.market) === offering.market;
