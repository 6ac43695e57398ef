import { type HostCapacity, reserve, type Unmet, unmet } from './host.ts';
import { orderByStrategies, type PlacementStrategy } from './placement-strategies.ts';
import { matches } from './query-language.ts';
import type { TaskRequirements } from './requirements.ts';

/**
 * Where ECS places a task: of the hosts with room and the right attributes those that satisfy the constraints, of these
 * those that the strategies prefer, in their order.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export interface PlacementRequest {
  readonly requirements: TaskRequirements;
  /** `service:<name>`, `family:<family>` or a name given to RunTask; spread and distinctInstance look at this group. */
  readonly group: string;
  readonly hosts: readonly HostCapacity[];
  /** Those of the request; the definition's own are in the requirements. */
  readonly constraints: readonly PlacementConstraint[];
  readonly strategies: readonly PlacementStrategy[];
  /** At least 0, below 1; decides between hosts that are equally good. */
  readonly random: () => number;
}
export interface PlacementConstraint {
  readonly type: string;
  readonly expression?: string;
}

export type Placement =
  | { readonly status: 'placed'; readonly host: HostCapacity }
  | {
      readonly status: 'failed';
      /** Per host, everything that is in the way. Empty when there is no host at all. */
      readonly failures: readonly HostFailure[];
    };
export interface HostFailure {
  readonly host: string;
  readonly unmet: readonly Unmet[];
}

export const placeTask = (request: PlacementRequest): Placement => {
  const valid = validHosts(request);
  const [host] = orderByStrategies(valid, request);
  return host === undefined
    ? { status: 'failed', failures: request.hosts.map((each) => ({ host: each.id, unmet: obstacles(each, request) })) }
    : { status: 'placed', host };
};

/** Places one task after the other, each seeing those before it. Stops at the first that fits nowhere. */
export const placeTasks = (
  request: PlacementRequest,
  count: number,
): {
  /** Ids of hosts, one per placed task. */
  readonly placed: readonly string[];
  /** All hosts of the request after that. */
  readonly hosts: readonly HostCapacity[];
  readonly failures: readonly HostFailure[];
} => {
  let hosts = request.hosts;
  const placed: string[] = [];
  while (placed.length < count) {
    const placement = placeTask({ ...request, hosts });
    if (placement.status === 'failed') return { placed, hosts, failures: placement.failures };
    const { id } = placement.host;
    placed.push(id);
    const task = { group: request.group, running: false };
    hosts = hosts.map((host) => (host.id === id ? reserve(host, request.requirements, task) : host));
  }
  return { placed, hosts, failures: [] };
};

/** Every host that the task may run on, whatever the strategies prefer. */
export const validHosts = (
  request: Pick<PlacementRequest, 'hosts' | 'requirements' | 'constraints' | 'group'>,
): readonly HostCapacity[] => request.hosts.filter((host) => obstacles(host, request).length === 0);

/** Everything that keeps the task off this host: resources, attributes and constraints. */
export const obstacles = (
  host: HostCapacity,
  request: Pick<PlacementRequest, 'requirements' | 'constraints' | 'group'>,
): readonly Unmet[] => {
  const found = [...unmet(host, request.requirements)];
  const expressions = [
    ...request.requirements.constraints,
    ...request.constraints.flatMap(({ type, expression }) => (type === 'memberOf' ? (expression ?? []) : [])),
  ];
  for (const expression of expressions) {
    if (!matches(expression, host)) {
      found.push({
        reason: 'MemberOf placement constraint unsatisfied.',
        detail: `the host does not satisfy ${expression}`,
      });
    }
  }
  const distinct = request.constraints.some(({ type }) => type === 'distinctInstance');
  if (distinct && host.tasks.some(({ group }) => group === request.group)) {
    found.push({
      reason: 'DistinctInstance placement constraint unsatisfied.',
      detail: `the host already has a task of the group ${request.group}`,
    });
  }
  return found;
};
