/** What AWS says about a wish before anything changes. Everything is looked up afresh; nothing is written. */
import { AppError, type FieldError } from '../domain/errors.ts';
import { groupProblems } from '../domain/group-problems.ts';
import type { HostGroupSpec, PlacementSpec } from '../domain/spec.ts';
import { groupsAllowing, needsInWords, needsOf } from '../domain/task-policy.ts';
import type { DeployService, ProvisionCluster, RunTask, Wish } from '../domain/wish.ts';
import { parseExpression } from '../ecs/query-language.ts';
import { networkModeOf } from '../ecs/requirements.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { ClusterSpecs } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';

export interface CheckWishPorts {
  readonly fleet: Fleet;
  readonly taskDefinitions: TaskDefinitionReads;
  readonly clusterSpecs: ClusterSpecs;
}

/**
 * Wrong fields, with pointers into the request's body. Throws `PolicyRefusal` when no host group allows what the tasks
 * need.
 */
export const checkWish = async (wish: Wish, ports: CheckWishPorts): Promise<readonly FieldError[]> => {
  if (wish.kind === 'provision-cluster') return checkGroups(wish, ports);
  if (wish.kind === 'deploy-service') return checkDefinition(wish, wish.spec.taskDefinition, ports);
  if (wish.kind === 'run-task') return checkDefinition(wish, wish.taskDefinition, ports);
  return [];
};

/** Only of groups that are new or changed: what runs already is not refused because AWS has changed since. */
const checkGroups = async ({ cluster, spec }: ProvisionCluster, ports: CheckWishPorts) => {
  const before = (await ports.clusterSpecs.read(cluster))?.spec.groups ?? [];
  const found = await Promise.all(
    spec.groups.map(async (group, index) => {
      const same = before.find(({ name }) => name === group.name);
      if (same !== undefined && lookedUp(same) === lookedUp(group)) return [];
      return groupProblems(group, await pantryOf(group, ports), `/groups/${index}`);
    }),
  );
  return found.flat();
};

/** The part of a group that AWS is asked about. */
const lookedUp = ({ instanceTypes, ami, network, rootVolume }: HostGroupSpec): string =>
  JSON.stringify({ instanceTypes, ami, network, rootVolume });

const pantryOf = async ({ instanceTypes, ami, network }: HostGroupSpec, { fleet }: CheckWishPorts) => {
  const [types, images, subnets, securityGroups] = await Promise.all([
    fleet.instanceTypes(instanceTypes),
    ami.id === undefined ? [] : fleet.images([ami.id]),
    fleet.subnets(network.subnets.length === 0 ? 'default' : network.subnets),
    network.securityGroups.length === 0 ? [] : fleet.securityGroups(network.securityGroups),
  ]);
  return { types, images, subnets, securityGroups };
};

const checkDefinition = async (
  wish: DeployService | RunTask,
  reference: string,
  { taskDefinitions, clusterSpecs }: CheckWishPorts,
): Promise<readonly FieldError[]> => {
  const pointer = '/taskDefinition';
  const found = await taskDefinitions.find(reference);
  if (found === undefined) return [{ pointer, detail: `there is no task definition ${reference}` }];
  if (found.status !== 'ACTIVE') return [{ pointer, detail: `${reference} is ${found.status}` }];
  const definition = found.document as TaskDefinition;
  const placement = wish.kind === 'run-task' ? wish.placement : wish.spec.placement;
  const errors = [
    ...expressionProblems(placement),
    ...hostProblems(definition).map((detail) => ({ pointer, detail: `${reference} ${detail}` })),
    ...(wish.kind === 'run-task' ? overrideProblems(wish, definition) : []),
  ];
  const stored = await clusterSpecs.read(wish.cluster);
  if (errors.length === 0 && stored !== undefined) refuseByPolicy(reference, definition, stored.spec);
  return errors;
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html */
const expressionProblems = ({ constraints = [] }: PlacementSpec): readonly FieldError[] =>
  constraints.flatMap(({ type, expression }, index) => {
    const parsed = type === 'memberOf' ? parseExpression(expression ?? '') : undefined;
    if (parsed?.status !== 'invalid') return [];
    const detail = `is no query that ECS can read: ${parsed.detail} (at character ${parsed.position})`;
    return [{ pointer: `/placement/constraints/${index}/expression`, detail }];
  });

/** What can be registered, and still not run on hosts of ours. */
const hostProblems = (definition: TaskDefinition): readonly string[] => {
  const { compatibilities } = definition as { readonly compatibilities?: readonly string[] };
  const system = definition.runtimePlatform?.operatingSystemFamily ?? 'LINUX';
  return [
    ...(compatibilities !== undefined && !compatibilities.includes('EC2') ? ['does not run on EC2 hosts'] : []),
    ...(system === 'LINUX' ? [] : [`is for ${system}; hosts are Linux`]),
    ...(networkModeOf(definition) === 'awsvpc'
      ? ['has network mode awsvpc, whose tasks need subnets of their own: use bridge or host']
      : []),
  ];
};

const overrideProblems = ({ overrides }: RunTask, { containerDefinitions }: TaskDefinition): readonly FieldError[] => {
  const names = (containerDefinitions ?? []).map(({ name = '' }) => name);
  return (overrides?.containerOverrides ?? []).flatMap(({ name }, index) =>
    names.includes(name)
      ? []
      : [
          {
            pointer: `/overrides/containerOverrides/${index}/name`,
            detail: `there is no container ${name}`,
            hint: `There are ${names.join(', ')}.`,
          },
        ],
  );
};

const refuseByPolicy = (
  reference: string,
  definition: TaskDefinition,
  spec: { readonly groups: readonly HostGroupSpec[] },
): void => {
  const needs = needsOf(definition);
  if (groupsAllowing(spec, needs).length > 0) return;
  const flags = Object.entries(needs).flatMap(([name, needed]) => (needed ? [`"${name}": true`] : []));
  const groups = spec.groups.map(({ name }) => name).join(', ');
  throw new AppError('PolicyRefusal', `${reference} needs ${needsInWords(needs)}, and no host group allows that.`, {
    errors: [{ pointer: '/taskDefinition', detail: `needs ${needsInWords(needs)}` }],
    hint: `Put "allow": {${flags.join(', ')}} on one of the groups: ${groups}.`,
  });
};
