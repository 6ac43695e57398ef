import type { ImageView, InstanceTypeView, SubnetView } from '../domain/ingredients.ts';
import type { LaunchRequest } from '../domain/ledger.ts';
import type { InstanceStatusView, InstanceView } from '../domain/snapshot.ts';

/** EC2: the hosts and what they are launched into. All reads are fresh. Errors are `AppError`s with a Cloud… code (domain/errors.ts). */
export interface Fleet {
  /** Every instance that carries our stack and cluster tags, terminated ones too while EC2 still shows them. */
  instancesOf(cluster: string): Promise<readonly InstanceView[]>;
  /** Instances by id, whoever owns them; ids that EC2 does not know are absent from the answer, not an error. */
  instances(ids: readonly string[]): Promise<readonly InstanceView[]>;
  /** Every living instance of our stack, of whatever cluster: for those that no spec accounts for. */
  instancesOfStack(): Promise<readonly InstanceView[]>;
  /** Status checks and scheduled events of running instances; ids that EC2 does not know or run are absent. */
  statuses(ids: readonly string[]): Promise<readonly InstanceStatusView[]>;
  /** Of these spot instances, the ids of those that EC2 has marked for termination. */
  interrupted(ids: readonly string[]): Promise<readonly string[]>;
  /** Instances of one launch, by its client token. Empty: none is visible (yet). */
  launchedWith(clientToken: string): Promise<readonly InstanceView[]>;
  /**
   * RunInstances with exactly this request. The same request again answers with the same instances. Definite refusals
   * (capacity, quota, bad value, no permission) come as `refused`; anything of unknown effect is thrown.
   */
  launch(request: LaunchRequest): Promise<LaunchOutcome>;
  /** Terminating what is already gone is success. Only ids that carry the full tag triple may be passed. */
  terminate(ids: readonly string[]): Promise<void>;
  /** Types by name; unknown names are absent from the answer. */
  instanceTypes(names: readonly string[]): Promise<readonly InstanceTypeView[]>;
  /** Names of types that are like this one in family or in size. */
  typeNamesLike(name: string): Promise<readonly string[]>;
  /** Public subnets of the default VPC, or exactly the ones asked for (absent if unknown), with their way out. */
  subnets(ids: readonly string[] | 'default'): Promise<readonly SubnetView[]>;
  /** Security groups by id; unknown ids are absent. */
  securityGroups(ids: readonly string[]): Promise<readonly { readonly id: string; readonly vpcId: string }[]>;
  /** Images by id; unknown ids are absent. */
  images(ids: readonly string[]): Promise<readonly ImageView[]>;
}
export type LaunchOutcome =
  | { readonly status: 'launched'; readonly instances: readonly InstanceView[] }
  | { readonly status: 'refused'; readonly code: string; readonly message: string };
export type { ImageView, InstanceTypeView, SubnetView };
