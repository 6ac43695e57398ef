import { type HostCapacity, reserve, tasksOfGroup, type Unmet, unmet } from './host.ts';
import { createScales, type PlacementStrategy } from './placement-strategies.ts';
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

export interface HostFailure {
  readonly host: string;
  readonly unmet: readonly Unmet[];
}

/**
 * Places one task after the other, each seeing those before it. Stops at the first that fits nowhere. Of all hosts only the one
 * that took the last task is looked at anew.
 */
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
  const obstaclesOn = obstaclesFor(request);
  const scales = createScales(request);
  const hosts = [...request.hosts];
  let valid = hosts.filter((host) => obstaclesOn(host).length === 0);
  const placed: string[] = [];
  while (placed.length < count) {
    const best = scales.lightest(valid);
    const host = best[Math.floor(request.random() * best.length)];
    if (host === undefined)
      return { placed, hosts, failures: hosts.map((each) => ({ host: each.id, unmet: obstaclesOn(each) })) };
    placed.push(host.id);
    scales.placed(host);
    const fuller = reserve(host, request.requirements, { group: request.group, running: false });
    hosts[hosts.indexOf(host)] = fuller;
    if (obstaclesOn(fuller).length === 0) valid[valid.indexOf(host)] = fuller;
    else valid = valid.filter((each) => each !== host);
  }
  return { placed, hosts, failures: [] };
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
    if (distinct && tasksOfGroup(host, request.group) > 0) {
      const reason = 'DistinctInstance placement constraint unsatisfied.';
      found.push({ reason, detail: `the host already has a task of ${request.group}` });
    }
    return found;
  };
};
