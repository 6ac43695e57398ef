/**
 * The tags that say what is ours. Nothing without the full triple (stack, cluster, group) is ever changed or terminated,
 * and the prefix is reserved: no request may set a tag that begins with it.
 */
import type { FieldError } from './errors.ts';

export const reservedTagPrefix = 'quaymaster:';

export const tagNames = {
  /** `service-stage`: which deployment of Quaymaster it belongs to. */
  stack: 'quaymaster:stack',
  cluster: 'quaymaster:cluster',
  group: 'quaymaster:group',
  /** Number of the launch in the group's ledger. */
  launch: 'quaymaster:launch',
  /** `name:version` of the ecs.config that the host read at boot: drift is a comparison. */
  config: 'quaymaster:config',
  name: 'Name',
} as const;

export type Tags = Readonly<Record<string, string>>;

/** Of the 50 that AWS takes: the others are ours, and what it may add. */
const mostOfTheirs = 40;

/** Hosts and services carry the tags of their cluster beside their own: too many, and AWS would refuse each launch. */
export const tagProblems = (ofCluster: Tags, own: Tags, pointer: string): readonly FieldError[] => {
  const { length } = Object.keys({ ...ofCluster, ...own });
  if (length <= mostOfTheirs) return [];
  return [
    { pointer, detail: `are ${length} together with those of the cluster, and at most ${mostOfTheirs} are taken` },
  ];
};

/** Tags of what belongs to a cluster but to no host group: the ECS cluster, its services, its parameters. */
export const clusterTags = (stack: string, cluster: string, own: Tags = {}): Tags => ({
  ...own,
  [tagNames.stack]: stack,
  [tagNames.cluster]: cluster,
});

export interface HostIdentity {
  readonly stack: string;
  readonly cluster: string;
  readonly group: string;
  readonly launch: number;
  readonly configVersion: string;
}

/** Ours come last, so that nobody else's can take their place. */
export const hostTags = (host: HostIdentity, own: Tags = {}): Tags => ({
  ...own,
  [tagNames.name]: `${host.cluster}/${host.group}`,
  ...clusterTags(host.stack, host.cluster),
  [tagNames.group]: host.group,
  [tagNames.launch]: String(host.launch),
  [tagNames.config]: host.configVersion,
});

/** True only for the full triple with our own stack and this cluster. */
export const isOurs = (tags: Tags, stack: string, cluster: string): boolean =>
  tags[tagNames.stack] === stack && tags[tagNames.cluster] === cluster && (tags[tagNames.group] ?? '') !== '';

/** True for a service or cluster of ours, which has no group. */
export const isOfCluster = (tags: Tags, stack: string, cluster: string): boolean =>
  tags[tagNames.stack] === stack && tags[tagNames.cluster] === cluster;
