/**
 * Instances of ours whose cluster has no spec. A missing spec alone means nothing: it may have been lost. Only what was there
 * before a deletion that was asked for and done is what that deletion has left behind.
 */
import type { Action } from './action.ts';
import type { ContainerInstanceView, InstanceView } from './snapshot.ts';
import { tagNames } from './tags.ts';

/** So long EC2 and ECS may still be finishing what was asked of them. */
const graceMs = 15 * 60_000;

export interface Orphans {
  readonly actions: readonly Action[];
  /** Instances that nothing is done about, until somebody says what is to become of them. */
  readonly leftAlone: readonly string[];
  /** Why; set when there are any. */
  readonly reason?: string;
}

export interface Abandoned {
  readonly cluster: string;
  readonly now: number;
  /** With our full tag triple, for this cluster. */
  readonly instances: readonly InstanceView[];
  readonly containerInstances: readonly ContainerInstanceView[];
  /** When the deletion of the cluster was done. Undefined: nobody has ever asked for it, as far as is known. */
  readonly deletedAt?: number;
}

/** Terminate first, then deregister with force: the reverse leaves tasks running. */
export const orphansOf = ({ cluster, now, instances, containerInstances, deletedAt }: Abandoned): Orphans => {
  const left = instances.filter(({ launchedAt }) => deletedAt !== undefined && launchedAt <= deletedAt);
  const due = deletedAt !== undefined && now - deletedAt >= graceMs ? left : [];
  const ids = new Set(due.map(({ id }) => id));
  const groups = new Map(instances.map(({ id, tags }) => [id, tags[tagNames.group] ?? '']));
  const why = deletedAt === undefined ? '' : `cluster ${cluster} was deleted at ${new Date(deletedAt).toISOString()}`;
  const common = { rule: 'orphans', cause: 'automatic' as const, seen: [why, `cluster ${cluster} has no spec`] };
  const terminated = due.filter(isLiving).map(
    ({ id, state, launchedAt }): Action => ({
      type: 'terminate',
      group: groups.get(id) ?? '',
      host: id,
      subject: id,
      reason: `${id} was left behind: ${why}, and it is still ${state}`,
      ...common,
      seen: [...common.seen, `${id} was launched at ${new Date(launchedAt).toISOString()}`],
    }),
  );
  const deregistered = containerInstances
    .filter(({ instanceId }) => ids.has(instanceId))
    .map(
      ({ arn, instanceId }): Action => ({
        type: 'deregister',
        containerInstance: arn,
        subject: instanceId,
        reason: `${instanceId} was left behind: ${why}, and it is still registered`,
        ...common,
      }),
    );
  const leftAlone = instances.filter((one) => isLiving(one) && !left.includes(one)).map(({ id }) => id);
  return {
    actions: [...terminated, ...deregistered],
    leftAlone,
    ...(leftAlone.length > 0 && { reason: reasonFor(cluster, leftAlone, deletedAt) }),
  };
};

const isLiving = ({ state }: InstanceView): boolean => state !== 'terminated' && state !== 'shutting-down';

const mostNamed = 5;

const reasonFor = (cluster: string, ids: readonly string[], deletedAt: number | undefined): string => {
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  const named = `${ids.slice(0, mostNamed).join(', ')}${more}`;
  const riddle =
    deletedAt === undefined
      ? 'nobody has asked for its deletion'
      : `its deletion of ${new Date(deletedAt).toISOString()} was before they were launched`;
  return `${named} carry our tags, but cluster ${cluster} has no spec, and ${riddle}: they are left alone until it is put or deleted`;
};
