import type { Action } from '../action.ts';
import { configParameter } from '../agent-config.ts';
import { formerGroups, ledgerOf } from '../capacity.ts';
import { enter, newDisruption } from '../disruptions.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Situation } from '../situation.ts';
import type { Findings, Rule } from './rule.ts';

/**
 * Hosts of a group that the spec no longer has are emptied and terminated, within the brakes; then its parameter and its
 * ledger go. A cluster that is being deleted does the same with all of its groups, at once.
 */
export const groupsRemoved: Rule = {
  name: 'groups-removed',
  find(situation) {
    const { wanted } = situation;
    if (wanted.deleting !== undefined) return {};
    const found = formerGroups(situation).map((group) =>
      emptyGroup(situation, group, 'group-removed', `group ${group} is no longer in the spec`),
    );
    return { actions: found.flatMap(({ actions = [] }) => actions), notes: found.flatMap(({ notes = [] }) => notes) };
  },
};

export const emptyGroup = (
  situation: Situation,
  group: string,
  cause: 'group-removed' | 'cluster-deleted',
  reason: string,
): Findings => {
  const all = hostsOf(situation).filter((host) => host.group === group);
  const hosts = all.filter(({ state }) => state !== 'gone');
  const { launches, disruptions } = ledgerOf(situation, group);
  const open = launches.some(({ state }) => state === 'open');
  const leftOver = disruptions.length > 0 || all.some(({ containerInstance }) => containerInstance !== undefined);
  if (hosts.length > 0 || open || leftOver) {
    const actions = hosts
      .filter((host) => !isOnItsWay(host, cause))
      .map((host) => leave(situation, host, cause, reason));
    return { actions, notes: actions.length > 0 ? [] : [`the last hosts of ${group} are on their way out`] };
  }
  return { actions: [forget(situation, group, reason)] };
};

/** A drain that people asked for is no way out, and neither is one that was given up. */
const isOnItsWay = ({ disruption }: Host, cause: string): boolean =>
  disruption !== undefined &&
  (disruption.cause === cause ||
    (cause === 'group-removed' && ['remove', 'replace', 'terminate'].includes(disruption.kind)) ||
    disruption.stage === 'terminating');

const leave = (
  { now, wanted }: Situation,
  host: Host,
  cause: 'group-removed' | 'cluster-deleted',
  reason: string,
): Action => {
  const kind = host.containerInstance === undefined ? 'terminate' : 'remove';
  const what = { kind, cause, reason } as const;
  return enter(host, newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds));
};

const forget = ({ home, wanted }: Situation, group: string, reason: string): Action => ({
  type: 'forget-group',
  group,
  parameters: [configParameter(home.parameterPrefix, wanted.cluster, group)],
  reason: `${reason}, and it has no hosts left`,
  rule: 'groups-removed',
  subject: group,
  cause: 'requested',
});
