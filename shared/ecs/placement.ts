import { type HostCapacity, reserve, type Unmet, unmet } from './host.ts';
import { type PlacementStrategy, preferred } from './placement-strategies.ts';
import { parseExpression } from './query-language.ts';
import type { TaskRequirements } from './requirements.ts';

/**
 * Where ECS places a task: of the hosts with room and the right attributes those that satisfy the constraints, of these
 * those that the strategies prefer, of these any.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export interface PlacementRequest extends HostRequest {
  readonly strategies: readonly PlacementStrategy[];
  /** At least 0, below 1; decides between hosts that are equally good. */
  readonly random: () => number;
}
export interface HostRequest {
  readonly requirements: TaskRequirements;
  /** `service:<name>`, `family:<family>` or a name given to RunTask; spread and distinctInstance look at this group. */
  readonly group: string;
  readonly hosts: readonly HostCapacity[];
  /** Those of the request; the definition's own are in the requirements. */
  readonly constraints: readonly PlacementConstraint[];
}
export interface PlacementConstraint {
  /** distinctInstance or memberOf; the latter with an expression. */
  readonly type?: string | undefined;
  readonly expression?: string | undefined;
}

export type Placement =
  | { readonly status: 'placed'; readonly host: HostCapacity }
  | {
      readonly status: 'failed';
      /** Per host, everything that is in the way, ECS's own reason first. Empty when there is no host at all. */
      readonly failures: readonly HostFailure[];
    };
export interface HostFailure {
  readonly host: string;
  readonly unmet: readonly Unmet[];
}

export const placeTask = (request: PlacementRequest): Placement => {
  const obstaclesOn = obstaclesFor(request);
  const failures = request.hosts.map((host) => ({ host: host.id, unmet: obstaclesOn(host) }));
  const valid = request.hosts.filter((_, index) => failures[index]?.unmet.length === 0);
  const best = preferred(valid, request);
  const host = best[Math.floor(request.random() * best.length)];
  return host === undefined ? { status: 'failed', failures } : { status: 'placed', host };
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
export const validHosts = (request: HostRequest): readonly HostCapacity[] => {
  const obstaclesOn = obstaclesFor(request);
  return request.hosts.filter((host) => obstaclesOn(host).length === 0);
};

/** What keeps the task off this one host. */
export const obstacles = (host: HostCapacity, request: Omit<HostRequest, 'hosts'>): readonly Unmet[] =>
  obstaclesFor(request)(host);

/**
 * Everything that keeps the task off a host: resources and attributes first, then constraints, as ECS goes. Reads the
 * expressions once, for any number of hosts.
 */
export const obstaclesFor = (request: Omit<HostRequest, 'hosts'>): ((host: HostCapacity) => readonly Unmet[]) => {
  const expressions = [
    ...request.requirements.constraints,
    ...request.constraints.flatMap(({ type, expression }) => (type === 'memberOf' ? [expression ?? ''] : [])),
  ].map((expression) => ({ expression, parsed: parseExpression(expression) }));
  const distinct = request.constraints.some(({ type }) => type === 'distinctInstance');
  return (host) => {
    const found = [...unmet(host, request.requirements)];
    for (const { expression, parsed } of expressions) {
      if (parsed.status === 'parsed' && parsed.matches(host)) continue;
      const reason = 'MemberOf placement constraint unsatisfied.';
      found.push({ reason, detail: `the host does not satisfy ${expression}` });
    }
    if (distinct && host.tasks.some(({ group }) => group === request.group)) {
      const reason = 'DistinctInstance placement constraint unsatisfied.';
      found.push({ reason, detail: `the host already has a task of ${request.group}` });
    }
    return found;
  };
};
