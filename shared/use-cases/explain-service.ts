import { own } from '../domain/own.ts';
import { constraintsOf, strategiesOf } from '../domain/placement.ts';
import type { ServiceView } from '../domain/snapshot.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import { groupConstraints, needsIn } from '../domain/task-policy.ts';
import { type TaskReport, taskReport } from '../domain/task-report.ts';
import { underWay } from '../domain/why.ts';
import { defaultServiceStrategies } from '../ecs/placement-strategies.ts';
import { type TaskRequirements, taskRequirements } from '../ecs/requirements.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import type { Clock } from '../ports/clock.ts';
import type { EcsServiceReads } from '../ports/ecs-services.ts';
import type { ClusterMemory, Memories, ServiceSpecs, StoppedTasks } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';
import { existingService } from './change-service.ts';
import { type ExplainPorts, explainHosts, type PlacementReport, type WhatIsPlaced } from './explain-placement.ts';
import { type ServiceFacts, summaryOf } from './summarize-service.ts';

export interface ExplainServicePorts extends ExplainPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly serviceSpecs: ServiceSpecs;
  readonly memories: Memories;
  readonly services: Pick<EcsServiceReads, 'services'>;
  readonly stoppedTasks: Pick<StoppedTasks, 'list'>;
}

export interface ServiceExplained extends Partial<PlacementReport> {
  readonly cluster: string;
  readonly service: string;
  /** Everything in a sentence or two. */
  readonly summary: string;
  readonly tasks: { readonly desired: number; readonly running: number; readonly pending: number };
  readonly rollout: {
    readonly wanted: string;
    /** What ECS's primary deployment runs. */
    readonly deploying?: string;
    readonly state: string;
    readonly reason?: string;
    readonly failedTasks?: number;
    readonly rolledBack?: string;
  };
  /** How its last tasks ended, newest first. */
  readonly stopped: readonly Pick<TaskReport, 'id' | 'taskDefinition' | 'stoppedAt' | 'diagnosis'>[];
  /** ECS's own words, newest first. */
  readonly ecsSays: readonly { readonly at: string; readonly message: string }[];
  /** What our planner waits for, about this service first. */
  readonly waitingFor: readonly string[];
  /** Launches, disruptions and back-offs in the cluster. */
  readonly underWay: readonly string[];
}

const stoppedShown = 5;
const eventsShown = 5;

/** Why a service is as it is. Throws `ClusterNotFound`, `ServiceNotFound`. */
export const explainService = async (
  cluster: string,
  service: string,
  ports: ExplainServicePorts,
): Promise<ServiceExplained> => {
  const [stored, kept] = [await existingCluster(cluster, ports), await existingService(cluster, service, ports)];
  const [[view], memory, ended] = await Promise.all([
    ports.services.services(cluster, [service]),
    ports.memories.read(cluster),
    ports.stoppedTasks.list(cluster, { limit: stoppedShown, where: ({ group }) => group === `service:${service}` }),
  ]);
  const running = primaryOf(view)?.taskDefinition ?? view?.taskDefinition ?? kept.spec.taskDefinition;
  const definition = await ports.taskDefinitions.find(running);
  const requirements = definition === undefined ? undefined : taskRequirements(definition.document as TaskDefinition);
  const tasks = { desired: view?.desired ?? 0, running: view?.running ?? 0, pending: view?.pending ?? 0 };
  const lacking = (view?.desired ?? kept.spec.desiredCount) - tasks.running - tasks.pending;
  const placement =
    requirements === undefined
      ? undefined
      : await explainHosts(cluster, placed(stored, kept, view, requirements, Math.max(1, lacking)), ports);
  const stopped = ended.items.map(({ diagnosis, ...task }) => {
    const { id, taskDefinition, stoppedAt = '', ...rest } = taskReport(task, {}, diagnosis);
    return { id, taskDefinition, stoppedAt, ...(rest.diagnosis !== undefined && { diagnosis: rest.diagnosis }) };
  });
  const facts: ServiceFacts = {
    kept,
    view,
    tasks,
    lacking: Math.max(0, lacking),
    placement,
    paused: stored.spec.policy.paused === true,
    rolledBack: rolledBackOf(kept, memory),
    lastFailure: stopped.find(({ diagnosis }) => diagnosis?.byItself === true)?.diagnosis,
    waitingFor: waitsOf(kept, memory),
    underWay: underWay(memory.ledgers, memory.history, memory.observation, ports.clock.now()),
  };
  return {
    cluster,
    service,
    summary: summaryOf(facts),
    tasks,
    rollout: rolloutOf(facts),
    ...placement,
    stopped,
    ecsSays: (view?.events ?? [])
      .slice(0, eventsShown)
      .map(({ at, message }) => ({ at: new Date(at).toISOString(), message })),
    waitingFor: facts.waitingFor,
    underWay: facts.underWay,
  };
};

const primaryOf = (view: ServiceView | undefined) => view?.deployments.find(({ status }) => status === 'PRIMARY');

/** As ECS has it, or while ECS does not have it yet as we would ask for it. */
const placed = (
  { spec: cluster }: StoredCluster,
  { service, spec }: StoredService,
  view: ServiceView | undefined,
  requirements: TaskRequirements,
  count: number,
): WhatIsPlaced => {
  const strategies = view?.placementStrategies ?? strategiesOf(spec.placement);
  return {
    requirements,
    group: `service:${service}`,
    constraints:
      view?.placementConstraints ?? constraintsOf(spec.placement, groupConstraints(cluster, needsIn(requirements))),
    strategies: strategies.length > 0 ? strategies : defaultServiceStrategies,
    daemon: spec.scheduling === 'DAEMON',
    subnets: (view?.network ?? spec.network)?.subnets ?? [],
    count,
  };
};

const rolledBackOf = ({ service, generation }: StoredService, { history }: ClusterMemory): string | undefined => {
  const found = history === undefined ? undefined : own(history.rolledBack, service);
  return found?.generation === generation ? found.reason : undefined;
};

const waitsOf = ({ service }: StoredService, { observation }: ClusterMemory): readonly string[] => {
  const about = observation?.services.find((one) => one.service === service)?.waitingFor ?? [];
  const others = observation?.services.flatMap((one) => (one.service === service ? [] : one.waitingFor)) ?? [];
  return [...new Set([...about, ...(observation?.waitingFor ?? []).filter((wait) => !others.includes(wait))])];
};

const rolloutOf = ({ kept, view, rolledBack }: ServiceFacts): ServiceExplained['rollout'] => {
  const primary = primaryOf(view);
  return {
    wanted: kept.spec.taskDefinition,
    ...(primary !== undefined && { deploying: primary.taskDefinition }),
    state: primary?.rolloutState ?? 'NONE',
    ...(primary?.rolloutStateReason !== undefined && { reason: primary.rolloutStateReason }),
    ...(primary !== undefined && { failedTasks: primary.failed }),
    ...(rolledBack !== undefined && { rolledBack }),
  };
};
