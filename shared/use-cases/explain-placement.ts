import { AppError } from '../domain/errors.ts';
import { closestFirst, fitOf, type HostFit, reasonsOf } from '../domain/fit.ts';
import { constraintsOf, strategiesOf } from '../domain/placement.ts';
import { toPlacement } from '../domain/schemas/placement.ts';
import type { WhyBody } from '../domain/schemas/why.ts';
import { groupConstraints, needsIn } from '../domain/task-policy.ts';
import { strategyInWords, zonesInWords } from '../domain/why.ts';
import type { HostCapacity } from '../ecs/host.ts';
import type { PlacementConstraint } from '../ecs/placement.ts';
import type { PlacementStrategy } from '../ecs/placement-strategies.ts';
import { type TaskRequirements, taskRequirements } from '../ecs/requirements.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { ClusterSpecs } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';
import { openCluster } from './change-cluster.ts';
import { runProblems } from './check-run.ts';
import { type CapacityPorts, readCapacities } from './read-capacities.ts';
import { resolveTaskDefinition } from './resolve-task-definition.ts';

export interface ExplainPorts extends CapacityPorts {
  readonly fleet: Pick<Fleet, 'instanceTypes' | 'subnets'>;
  readonly taskDefinitions: TaskDefinitionReads;
  readonly clusterSpecs: ClusterSpecs;
}

/** The part of an answer that is about hosts. */
export interface PlacementReport {
  readonly needs: Pick<TaskRequirements, 'cpu' | 'memory' | 'gpus' | 'ports' | 'networkMode'>;
  readonly fits: {
    /** Hosts that one task fits on now. */
    readonly onHosts: number;
    readonly ofHosts: number;
    /** Of so many tasks, how many ECS would place now, one after the other. */
    readonly asked: number;
    readonly placeable: number;
  };
  /** Hosts that are kept from it by the same; a host may be in several. */
  readonly reasons: readonly string[];
  /** The same after all that find room have been placed; absent when every one of them does. */
  readonly reasonsAfter?: readonly string[];
  readonly strategy: string;
  readonly zones: string;
  /** The ones that fit first, then those that lack the least; of many the first fifty. */
  readonly hosts: readonly HostFit[];
  readonly moreHosts?: number;
}

const hostsShown = 50;

export interface WhatIsPlaced {
  readonly requirements: TaskRequirements;
  readonly group: string;
  readonly constraints: readonly PlacementConstraint[];
  readonly strategies: readonly PlacementStrategy[];
  readonly daemon: boolean;
  readonly subnets: readonly string[];
  readonly count: number;
}

export const explainHosts = async (
  cluster: string,
  what: WhatIsPlaced,
  ports: CapacityPorts & { readonly fleet: Pick<Fleet, 'subnets'> },
): Promise<PlacementReport> => {
  const [hosts, subnets] = await Promise.all([
    readCapacities(cluster, what.requirements, ports),
    what.requirements.needsEni && what.subnets.length > 0 ? ports.fleet.subnets(what.subnets) : undefined,
  ]);
  const zones = subnets?.map(({ availabilityZone }) => availabilityZone);
  return reportOn(hosts, what, zones);
};

const reportOn = (
  hosts: readonly HostCapacity[],
  { requirements, group, constraints, strategies, daemon, count }: WhatIsPlaced,
  zones: readonly string[] | undefined,
): PlacementReport => {
  // A daemon has one task on each host, which ECS says in no constraint.
  const all = daemon ? [...constraints, { type: 'distinctInstance' }] : constraints;
  const request = { requirements, group, hosts, constraints: all, strategies, ...(zones !== undefined && { zones }) };
  const fit = fitOf(request, count);
  const { cpu, memory, gpus, ports, networkMode } = requirements;
  return {
    needs: { cpu, memory, gpus, ports, networkMode },
    fits: {
      onHosts: fit.hosts.filter(({ fits }) => fits).length,
      ofHosts: hosts.length,
      asked: count,
      placeable: fit.placeable,
    },
    reasons: reasonsOf(fit, requirements, hosts),
    ...(fit.placeable > 0 &&
      fit.placeable < count && { reasonsAfter: reasonsOf(fit.after, requirements, fit.after.capacities) }),
    strategy: strategyInWords(strategies, daemon),
    zones: zonesInWords(hosts, group),
    hosts: closestFirst(fit.hosts).slice(0, hostsShown),
    ...(hosts.length > hostsShown && { moreHosts: hosts.length - hostsShown }),
  };
};

export interface PlacementExplained extends PlacementReport {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly summary: string;
}

/** Would tasks of a definition find room now, and where not, why not? Throws `ClusterNotFound`, `BeingDeleted`, `InvalidInput`. */
export const explainPlacement = async (
  cluster: string,
  { taskDefinition: reference, placement: asked, count, network, overrides }: WhyBody,
  ports: ExplainPorts,
): Promise<PlacementExplained> => {
  const { spec } = await openCluster(cluster, ports);
  const taskDefinition = await resolveTaskDefinition(reference, ports);
  const definition = await ports.taskDefinitions.find(taskDefinition);
  if (definition === undefined)
    throw new AppError('TaskDefinitionNotFound', `There is no task definition ${taskDefinition}.`);
  const placement = toPlacement(asked);
  const document = definition.document as TaskDefinition;
  const errors = runProblems(taskDefinition, document, { placement, ...(overrides !== undefined && { overrides }) });
  if (errors.length > 0) throw new AppError('InvalidInput', 'Some values are wrong.', { errors });
  const requirements = taskRequirements(document, overrides);
  const report = await explainHosts(
    cluster,
    {
      requirements,
      group: `family:${definition.family}`,
      constraints: constraintsOf(placement, groupConstraints(spec, needsIn(requirements))),
      strategies: strategiesOf(placement),
      daemon: false,
      subnets: network?.subnets ?? [],
      count,
    },
    ports,
  );
  return { cluster, taskDefinition, summary: summaryOf(taskDefinition, report), ...report };
};

const summaryOf = (taskDefinition: string, report: PlacementReport): string => {
  const { asked, placeable, onHosts, ofHosts } = report.fits;
  if (ofHosts === 0) return `${taskDefinition} fits nowhere: the cluster has no hosts now.`;
  const tasks = asked === 1 ? 'One task' : `${placeable} of ${asked} tasks`;
  if (onHosts === 0) return `${taskDefinition} fits on none of ${ofHosts} hosts now: ${inTheWay(report)}.`;
  const rest = placeable < asked && asked > 1 ? `, and then no host has room for another: ${inTheWay(report)}` : '';
  return `${tasks} of ${taskDefinition} would find room now, on ${onHosts} of ${ofHosts} hosts${rest}.`;
};

/** The obstacles of most hosts, once those that find room have been placed. */
export const inTheWay = ({ reasons, reasonsAfter = reasons }: PlacementReport): string =>
  reasonsAfter.slice(0, mostSaid).join('; ');

const mostSaid = 3;
