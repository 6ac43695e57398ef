/**
 * A wish is one requested change as plain JSON: what the API parsed, what a workflow takes as its input, what a dry run
 * is asked about. Its kind is the name of the workflow that carries it out.
 */
import type { ClusterSpec, PlacementSpec, ServiceSpec, TaskNetwork } from './spec.ts';

export type Wish =
  | ProvisionCluster
  | DeleteCluster
  | DeployService
  | DeleteService
  | ReplaceHost
  | ChangeHost
  | RunTask
  | StopTask;
export type WishKind = Wish['kind'];

export interface ProvisionCluster {
  readonly kind: 'provision-cluster';
  readonly cluster: string;
  readonly spec: ClusterSpec;
  /** From If-Match: write only over this generation; 0 means "only if there is none". */
  readonly expectedGeneration?: number;
}
export interface DeleteCluster {
  readonly kind: 'delete-cluster';
  readonly cluster: string;
  readonly cascade: boolean;
  readonly expectedGeneration?: number;
}
export interface DeployService {
  readonly kind: 'deploy-service';
  readonly cluster: string;
  readonly service: string;
  readonly spec: ServiceSpec;
  readonly expectedGeneration?: number;
}
export interface DeleteService {
  readonly kind: 'delete-service';
  readonly cluster: string;
  readonly service: string;
  readonly expectedGeneration?: number;
}
export interface ReplaceHost {
  readonly kind: 'replace-host';
  readonly cluster: string;
  /** EC2 instance id. */
  readonly host: string;
  readonly deadlineSeconds?: number;
}
export interface ChangeHost {
  readonly kind: 'change-host';
  readonly cluster: string;
  readonly host: string;
  readonly change: 'drain' | 'activate' | 'terminate';
  readonly deadlineSeconds?: number;
}
export interface RunTask {
  readonly kind: 'run-task';
  readonly cluster: string;
  /** `family:revision`. */
  readonly taskDefinition: string;
  readonly count: number;
  readonly placement: PlacementSpec;
  readonly network?: TaskNetwork;
  readonly overrides?: TaskOverrides;
  readonly tags?: Readonly<Record<string, string>>;
  /** How long placement is tried again for what no host has room for. */
  readonly timeoutSeconds: number;
}
export interface StopTask {
  readonly kind: 'stop-task';
  readonly cluster: string;
  readonly task: string;
  readonly reason: string;
}

/** ECS's own `overrides` object, of which these fields are let through. */
export interface TaskOverrides {
  readonly cpu?: string;
  readonly memory?: string;
  readonly containerOverrides?: readonly {
    readonly name: string;
    readonly command?: readonly string[];
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
    readonly cpu?: number;
    readonly memory?: number;
    readonly memoryReservation?: number;
  }[];
}

/** What is being changed, for the index of operations and for people. */
export const targetOf = (wish: Wish): string => {
  switch (wish.kind) {
    case 'provision-cluster':
    case 'delete-cluster':
      return `clusters/${wish.cluster}`;
    case 'deploy-service':
    case 'delete-service':
      return `clusters/${wish.cluster}/services/${wish.service}`;
    case 'replace-host':
    case 'change-host':
      return `clusters/${wish.cluster}/hosts/${wish.host}`;
    case 'run-task':
      return `clusters/${wish.cluster}/tasks`;
    case 'stop-task':
      return `clusters/${wish.cluster}/tasks/${wish.task}`;
  }
};
