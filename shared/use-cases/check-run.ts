/** Whether a task definition can be run as a wish says: by ECS, by the hosts there are, and by the policy of their groups. */
import { AppError, type FieldError } from '../domain/errors.ts';
import type { HostGroupSpec, PlacementSpec, StoredCluster, TaskNetwork } from '../domain/spec.ts';
import { decideNetwork, subnetsOfHosts } from '../domain/task-network.ts';
import { groupsAllowing, needsInWords, needsOf } from '../domain/task-policy.ts';
import type { DeployService, RunTask } from '../domain/wish.ts';
import { parseExpression } from '../ecs/query-language.ts';
import { networkModeOf } from '../ecs/requirements.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { ClusterSpecs, ServiceSpecs } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';

export interface CheckRunPorts {
  readonly fleet: Pick<Fleet, 'subnets' | 'securityGroups'>;
  readonly taskDefinitions: TaskDefinitionReads;
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
}

/** The part that running tasks and keeping a service have in common. */
type WhatRuns = Pick<RunTask, 'taskDefinition' | 'placement' | 'network' | 'overrides'>;

interface CheckedRun {
  readonly errors: readonly FieldError[];
  /** The network of awsvpc tasks, decided. */
  readonly network?: TaskNetwork;
}

/** Throws `PolicyRefusal` when no host group allows what the tasks need. */
export const checkRun = async (
  wish: DeployService | RunTask,
  what: WhatRuns,
  ports: CheckRunPorts,
): Promise<CheckedRun> => {
  const pointer = '/taskDefinition';
  const reference = what.taskDefinition;
  const found = await ports.taskDefinitions.find(reference);
  if (found === undefined) return { errors: [{ pointer, detail: `there is no task definition ${reference}` }] };
  if (found.status !== 'ACTIVE') return { errors: [{ pointer, detail: `${reference} is ${found.status}` }] };
  const definition = found.document as TaskDefinition;
  const stored = await ports.clusterSpecs.read(wish.cluster);
  const { errors: ofNetwork, ...decided } = await checkNetwork(wish, what.network, definition, stored, ports);
  const errors = [...runProblems(reference, definition, what), ...ofNetwork];
  if (errors.length === 0 && stored !== undefined) refuseByPolicy(reference, definition, stored.spec);
  return { errors, ...decided };
};

/** What needs no look at AWS beyond the definition. */
export const runProblems = (
  reference: string,
  definition: TaskDefinition,
  what: Pick<WhatRuns, 'placement' | 'overrides'>,
): readonly FieldError[] => [
  ...expressionProblems(what.placement),
  ...hostProblems(definition).map((detail) => ({ pointer: '/taskDefinition', detail: `${reference} ${detail}` })),
  ...overrideProblems(what, definition),
];

const checkNetwork = async (
  wish: DeployService | RunTask,
  asked: TaskNetwork | undefined,
  definition: TaskDefinition,
  stored: StoredCluster | undefined,
  ports: CheckRunPorts,
): Promise<CheckedRun> => {
  const mode = networkModeOf(definition);
  if (mode !== 'awsvpc') return { errors: await problemsWithout(wish, asked, mode, ports) };
  const network = asked ?? { subnets: [], securityGroups: [] };
  const groups = stored?.spec.groups ?? [];
  const allowing = groupsAllowing({ groups }, needsOf(definition));
  const [subnets, securityGroups, hostSubnets] = await Promise.all([
    ports.fleet.subnets(network.subnets),
    ports.fleet.securityGroups(network.securityGroups),
    Promise.all(
      groups
        .filter(({ name }) => allowing.includes(name))
        .map(async (group) => {
          const named = group.network.subnets;
          const found = await ports.fleet.subnets(named.length === 0 ? 'default' : named);
          return [group.name, subnetsOfHosts(group, found)] as const;
        }),
    ),
  ]);
  return decideNetwork(network, { subnets, securityGroups, hostSubnets: Object.fromEntries(hostSubnets) });
};

/** ECS takes a network for awsvpc only, and a service keeps the one it has. */
const problemsWithout = async (
  wish: DeployService | RunTask,
  asked: TaskNetwork | undefined,
  mode: string,
  { serviceSpecs }: CheckRunPorts,
): Promise<readonly FieldError[]> => {
  const before = wish.kind === 'deploy-service' ? await serviceSpecs.read(wish.cluster, wish.service) : undefined;
  if (before?.spec.network !== undefined) {
    const detail = `has the network mode ${mode}; the service has awsvpc, which it cannot leave`;
    return [{ pointer: '/taskDefinition', detail, hint: 'Delete the service and make it again.' }];
  }
  if (asked === undefined) return [];
  return [{ pointer: '/network', detail: `is only for the network mode awsvpc; the task definition has ${mode}` }];
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
  const required = definition.requiresCompatibilities ?? [];
  const system = definition.runtimePlatform?.operatingSystemFamily ?? 'LINUX';
  const elsewhere = required.length > 0 && !required.includes('EC2');
  return [
    ...(elsewhere ? [`requires ${required.join(' or ')}; hosts are EC2 instances`] : []),
    ...(!elsewhere && compatibilities?.includes('EC2') === false ? ['does not run on EC2 hosts'] : []),
    ...(system === 'LINUX' ? [] : [`is for ${system}; hosts are Linux`]),
  ];
};

const overrideProblems = (
  { overrides }: Pick<WhatRuns, 'overrides'>,
  { containerDefinitions }: TaskDefinition,
): readonly FieldError[] => {
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
