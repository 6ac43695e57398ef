/**
 * ARNs of ECS in the long format (with the cluster's name in it), the only one that new tasks, services and container
 * instances get. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html
 */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** `aws` unless said otherwise. */
  readonly partition?: string;
}

export type EcsArn = { readonly region: string; readonly account: string; readonly partition: string } & (
  | { readonly type: 'cluster'; readonly cluster: string }
  | { readonly type: 'task' | 'container-instance'; readonly cluster: string; readonly id: string }
  | { readonly type: 'service'; readonly cluster: string; readonly service: string }
  | { readonly type: 'task-definition'; readonly family: string; readonly revision: number }
);

const inPlace = (place: Place, resource: string): string =>
  `arn:${place.partition ?? 'aws'}:ecs:${place.region}:${place.account}:${resource}`;

export const clusterArn = (place: Place, cluster: string): string => inPlace(place, `cluster/${cluster}`);
export const taskArn = (place: Place, cluster: string, id: string): string => inPlace(place, `task/${cluster}/${id}`);
export const containerInstanceArn = (place: Place, cluster: string, id: string): string =>
  inPlace(place, `container-instance/${cluster}/${id}`);
export const serviceArn = (place: Place, cluster: string, service: string): string =>
  inPlace(place, `service/${cluster}/${service}`);
/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html */
export const serviceDeploymentArn = (place: Place, cluster: string, service: string, id: string): string =>
  inPlace(place, `service-deployment/${cluster}/${service}/${id}`);
export const serviceRevisionArn = (place: Place, cluster: string, service: string, id: string): string =>
  inPlace(place, `service-revision/${cluster}/${service}/${id}`);
export const taskDefinitionArn = (place: Place, family: string, revision: number): string =>
  inPlace(place, `task-definition/${family}:${revision}`);

const arnPattern = /^arn:(aws[a-z-]*):ecs:([a-z0-9-]+):(\d{12}):([a-z-]+)\/([^\s]+)$/;

/** Undefined for anything that is not an ARN of one of the five kinds. */
export const parseArn = (text: string): EcsArn | undefined => {
  const [, partition, region, account, type, rest] = arnPattern.exec(text) ?? [];
  if (partition === undefined || region === undefined || account === undefined || rest === undefined) return undefined;
  const where = { partition, region, account };
  const parts = rest.split('/');
  const [first, second] = parts;
  if (type === 'cluster' && first !== undefined && parts.length === 1) return { ...where, type, cluster: first };
  if (type === 'task-definition' && parts.length === 1) {
    const reference = parseTaskDefinitionReference(rest);
    return reference?.revision === undefined
      ? undefined
      : { ...where, type, family: reference.family, revision: reference.revision };
  }
  if (first === undefined || second === undefined || parts.length !== 2) return undefined;
  if (type === 'service') return { ...where, type, cluster: first, service: second };
  if (type === 'task' || type === 'container-instance') return { ...where, type, cluster: first, id: second };
  return undefined;
};

export interface ServiceHistoryArn {
  readonly type: 'service-deployment' | 'service-revision';
  readonly cluster: string;
  readonly service: string;
  readonly id: string;
}

/** The ARN of a service deployment or of a service revision; undefined for anything else. */
export const parseServiceHistoryArn = (text: string): ServiceHistoryArn | undefined => {
  const [, type, cluster, service, id] =
    /^arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:(service-deployment|service-revision)\/([\w-]+)\/([\w-]+)\/([\w-]+)$/.exec(
      text,
    ) ?? [];
  if (cluster === undefined || service === undefined || id === undefined) return undefined;
  return { type: type as ServiceHistoryArn['type'], cluster, service, id };
};

/** The last part of an ARN (task id, service name, `family:revision`); what is not an ARN is its own short name. */
export const shortName = (arnOrName: string): string => arnOrName.slice(arnOrName.lastIndexOf('/') + 1);

export interface TaskDefinitionReference {
  readonly family: string;
  /** Absent: the newest ACTIVE revision. */
  readonly revision?: number;
}

/** `family`, `family:revision` or a full ARN; undefined for anything else. */
export const parseTaskDefinitionReference = (text: string): TaskDefinitionReference | undefined => {
  const [, family, digits] =
    /^(?:arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task-definition\/)?([A-Za-z0-9_-]{1,255})(?::(\d{1,9}))?$/.exec(text) ??
    [];
  if (family === undefined) return undefined;
  if (digits === undefined) return { family };
  const revision = Number(digits);
  return revision >= 1 ? { family, revision } : undefined;
};
