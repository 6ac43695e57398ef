import type { ServiceView } from '../domain/snapshot.ts';
import type { ServiceSpec } from '../domain/spec.ts';

/** ECS services: "service" is never one of our own classes. */
export interface EcsServiceReads {
  /** Services by name, in batches of ten; INACTIVE and unknown ones are absent from the answer. DRAINING ones are there. */
  services(cluster: string, names: readonly string[]): Promise<readonly ServiceView[]>;
  /** Names of all services in the cluster, ours or not. */
  names(cluster: string): Promise<readonly string[]>;
}
/** What only the one writer does. */
export interface EcsServices extends EcsServiceReads {
  create(request: CreateService): Promise<void>;
  update(request: UpdateService): Promise<void>;
  /** With force: its tasks stop. Deleting one that is gone or draining is success. */
  remove(cluster: string, service: string): Promise<void>;
}
export interface CreateService {
  readonly cluster: string;
  readonly service: string;
  readonly spec: ServiceSpec;
  readonly constraints: readonly { readonly type: 'memberOf'; readonly expression: string }[];
  readonly tags: Readonly<Record<string, string>>;
  /** At most 36 characters. */
  readonly clientToken: string;
}
export interface UpdateService {
  readonly cluster: string;
  readonly service: string;
  readonly spec: ServiceSpec;
  readonly constraints: readonly { readonly type: 'memberOf'; readonly expression: string }[];
  readonly forceNewDeployment: boolean;
}
