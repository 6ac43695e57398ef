import type { Action } from '../action.ts';
import { formerGroups } from '../capacity.ts';
import { foreignContainerInstances, hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import type { Situation } from '../situation.ts';
import { isOfCluster } from '../tags.ts';
import { emptyGroup } from './groups-removed.ts';
import type { Findings, Rule } from './rule.ts';

/**
 * Only a tombstone deletes. In order: services (their own rule), tasks, hosts, parameters and ledgers, the ECS cluster, and
 * at last the spec. What is not ours is left alone, and then so is the cluster.
 */
export const clusterDeleted: Rule = {
  name: 'cluster-deleted',
  find(situation) {
    const { wanted, world, services } = situation;
    if (wanted.deleting === undefined) return {};
    if (services.length > 0 && !wanted.deleting.cascade)
      return { notes: [`${wanted.cluster} still has services, and its deletion does not cascade`] };
    const ours = world.services.filter(({ tags }) => isOfCluster(tags, situation.home.stack, wanted.cluster));
    if (services.length > 0 || ours.length > 0) return { actions: orphans(situation) };
    const groups = [...new Set([...wanted.spec.groups.map(({ name }) => name), ...formerGroups(situation)])].filter(
      (group) => exists(situation, group),
    );
    if (groups.length > 0) return emptied(situation, groups);
    return ended(situation);
  },
};

const why = ({ wanted }: Situation, reason: string, subject = wanted.cluster) => ({
  reason,
  rule: 'cluster-deleted',
  subject,
  cause: 'requested' as const,
  operation: wanted.writtenBy,
});

/** Services that carry our tags and have no spec any more. */
const orphans = (situation: Situation): readonly Action[] =>
  situation.world.services
    .filter(({ name, status, tags }) => {
      const known = situation.services.some(({ service }) => service === name);
      return !known && status === 'ACTIVE' && isOfCluster(tags, situation.home.stack, situation.wanted.cluster);
    })
    .map(({ name }) => ({
      type: 'delete-service',
      service: name,
      ...why(situation, `service ${name} is deleted with its cluster`, name),
    }));

const exists = ({ world, ledgers, ...rest }: Situation, group: string): boolean =>
  own(world.configs, group) !== undefined ||
  ledgers.some((ledger) => ledger.group === group) ||
  hostsOf({ world, ledgers, ...rest }).some((host) => host.group === group && host.state !== 'gone');

const emptied = (situation: Situation, groups: readonly string[]): Findings => {
  const { wanted, world } = situation;
  const reason = `cluster ${wanted.cluster} is being deleted`;
  const found = groups.map((group) => emptyGroup(situation, group, 'cluster-deleted', reason));
  const ours = new Set(hostsOf(situation).flatMap(({ containerInstance }) => containerInstance?.arn ?? []));
  const tasks = world.tasks.filter(
    ({ containerInstanceArn, desiredStatus }) => desiredStatus === 'RUNNING' && ours.has(containerInstanceArn ?? ''),
  );
  return {
    actions: [
      ...tasks.map(({ id }): Action => ({ type: 'stop-task', task: id, why: reason, ...why(situation, reason, id) })),
      ...found.flatMap(({ actions = [] }) => actions),
    ],
    notes: found.flatMap(({ notes = [] }) => notes),
  };
};

const ended = (situation: Situation): Findings => {
  const { wanted, world, home } = situation;
  const forget: Action = {
    type: 'forget-cluster',
    generation: wanted.generation,
    ...why(situation, `nothing of ${wanted.cluster} is left`),
  };
  const { cluster } = world;
  if (cluster === undefined) return { actions: [forget] };
  const foreign = foreignContainerInstances(situation).length;
  const others = world.services.length;
  if (foreign > 0 || others > 0 || !isOfCluster(cluster.tags, home.stack, wanted.cluster)) {
    const reason = `the ECS cluster ${wanted.cluster} stays: it has services, hosts or tags that are not ours`;
    return { actions: [{ ...forget, reason }] };
  }
  if (hostsOf(situation).some(({ containerInstance }) => containerInstance !== undefined))
    return { notes: ['the last hosts are being deregistered'] };
  const reason = `cluster ${wanted.cluster} is empty`;
  return { actions: [{ type: 'delete-cluster', ...why(situation, reason) }, forget] };
};
