/**
 * What a task may do on a host is the policy of the host's group, default nothing of this: privileged containers, the
 * host's network, the host's files. Tasks that need it are limited to the groups that allow it.
 */
import { type TaskRequirements, taskRequirements } from '../ecs/requirements.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import { groupAttribute } from './agent-config.ts';
import type { ClusterSpec, TaskAllowances } from './spec.ts';

export interface GroupConstraint {
  readonly type: 'memberOf';
  readonly expression: string;
}

/** What a definition needs beyond what every group gives. */
export const needsOf = (definition: TaskDefinition): TaskAllowances => needsIn(taskRequirements(definition));

export const needsIn = (
  requirements: Pick<TaskRequirements, 'privileged' | 'hostNetwork' | 'hostMounts'>,
): TaskAllowances => ({
  privileged: requirements.privileged,
  hostNetwork: requirements.hostNetwork,
  hostMounts: requirements.hostMounts.length > 0,
});

const allowances = ['privileged', 'hostNetwork', 'hostMounts'] as const;

export const groupsAllowing = (spec: Pick<ClusterSpec, 'groups'>, needs: TaskAllowances): readonly string[] =>
  spec.groups.filter(({ allow }) => allowances.every((need) => !needs[need] || allow[need])).map(({ name }) => name);

/** In words for people, such as "privileged containers and the host's network"; empty when it needs nothing. */
export const needsInWords = (needs: TaskAllowances): string => {
  const words = {
    privileged: 'privileged containers',
    hostNetwork: "the host's network",
    hostMounts: "the host's files",
  };
  return allowances
    .filter((need) => needs[need])
    .map((need) => words[need])
    .join(' and ');
};

/** None for tasks that need nothing: these may run on any host of the cluster. */
export const groupConstraints = (
  spec: Pick<ClusterSpec, 'groups'>,
  needs: TaskAllowances,
): readonly GroupConstraint[] => {
  if (!allowances.some((need) => needs[need])) return [];
  const groups = groupsAllowing(spec, needs);
  // An empty list is no valid expression; the reserved name matches no host.
  const names = groups.length > 0 ? groups.join(', ') : 'none-allows-it';
  return [{ type: 'memberOf', expression: `attribute:${groupAttribute} in [${names}]` }];
};
