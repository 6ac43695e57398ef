import type { Home } from '../domain/situation.ts';
import type { Agents } from '../ports/agents.ts';
import type { Clock } from '../ports/clock.ts';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { EcsServices } from '../ports/ecs-services.ts';
import type { EcsTasks } from '../ports/ecs-tasks.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { Meter } from '../ports/meter.ts';
import type { Parameters } from '../ports/parameters.ts';
import type {
  ClusterSpecs,
  Decisions,
  Demands,
  Graves,
  Histories,
  InstanceIndex,
  Ledgers,
  Memories,
  Observations,
  RegionHealth,
  ServiceSpecs,
  StoppedTasks,
} from '../ports/stores.ts';
import type { TaskDefinitions } from '../ports/task-definitions.ts';

/** What the world is read through; enough for a dry run. */
export interface ReadingPorts {
  readonly clock: Clock;
  readonly settings: Home;
  readonly fleet: Fleet;
  readonly clusters: Pick<EcsClusters, 'cluster' | 'containerInstances'>;
  readonly tasks: Pick<EcsTasks, 'tasks'>;
  readonly services: Pick<EcsServices, 'services' | 'names'>;
  readonly taskDefinitions: Pick<TaskDefinitions, 'find'>;
  readonly parameters: Parameters;
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly ledgers: Ledgers;
  readonly demands: Demands;
  readonly memories: Memories;
  readonly observations: Pick<Observations, 'read'>;
  readonly graves: Pick<Graves, 'deletedAt'>;
  readonly agents: Pick<Agents, 'reachable'>;
  readonly stoppedTasks: Pick<StoppedTasks, 'since'>;
  readonly regionHealth: Pick<RegionHealth, 'read'>;
}

export interface ReconcilePorts extends ReadingPorts {
  readonly clusters: EcsClusters;
  readonly tasks: Pick<EcsTasks, 'tasks' | 'stop'>;
  readonly services: EcsServices;
  readonly histories: Histories;
  readonly observations: Observations;
  readonly decisions: Decisions;
  readonly instanceIndex: InstanceIndex;
  readonly agents: Agents;
  readonly regionHealth: RegionHealth;
  readonly graves: Graves;
  readonly meter: Meter;
}
