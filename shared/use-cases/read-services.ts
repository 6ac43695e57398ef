import type { ServiceView } from '../domain/snapshot.ts';
import type { ServiceSpec, StoredService } from '../domain/spec.ts';
import type { EcsServiceReads } from '../ports/ecs-services.ts';
import type { ClusterSpecs, Observations, ServiceSpecs } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';
import { existingService } from './change-service.ts';

export interface ServiceReport {
  readonly cluster: string;
  readonly service: string;
  readonly generation: number;
  readonly state: 'settling' | 'settled' | 'deleting';
  /** What is asked for. */
  readonly spec: ServiceSpec;
  /** What ECS says now; absent while ECS does not have it. */
  readonly status?: ServiceStatus;
  readonly waitingFor: readonly string[];
  readonly writtenAt: string;
  readonly writtenBy: string;
}
export interface ServiceStatus {
  readonly status: ServiceView['status'];
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly deployments: readonly (Omit<ServiceView['deployments'][number], 'createdAt'> & {
    readonly createdAt: string;
  })[];
  /** ECS's own words, newest first. */
  readonly events: readonly { readonly at: string; readonly message: string }[];
}

interface Ports {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly observations: Observations;
  readonly ecsServices: EcsServiceReads;
}

const eventsShown = 20;

/** Throws `ClusterNotFound`, `ServiceNotFound`. */
export const readService = async (cluster: string, service: string, ports: Ports): Promise<ServiceReport> => {
  await existingCluster(cluster, ports);
  const stored = await existingService(cluster, service, ports);
  return (await reports(cluster, [stored], ports))[0]!;
};

/** The services that we keep, by name. Throws `ClusterNotFound`. */
export const listServices = async (cluster: string, ports: Ports): Promise<readonly ServiceReport[]> => {
  await existingCluster(cluster, ports);
  const stored = (await ports.serviceSpecs.list(cluster)).toSorted((a, b) => (a.service < b.service ? -1 : 1));
  return stored.length === 0 ? [] : reports(cluster, stored, ports);
};

const reports = async (cluster: string, stored: readonly StoredService[], ports: Ports) => {
  const [views, observation] = await Promise.all([
    ports.ecsServices.services(
      cluster,
      stored.map(({ service }) => service),
    ),
    ports.observations.read(cluster),
  ]);
  return stored.map((one): ServiceReport => {
    const view = views.find(({ name }) => name === one.service);
    const seen = observation?.services.find(({ service }) => service === one.service);
    const settled = seen?.settled === true && seen.generation === one.generation;
    return {
      cluster,
      service: one.service,
      generation: one.generation,
      state: one.deleting !== undefined ? 'deleting' : settled ? 'settled' : 'settling',
      spec: one.spec,
      ...(view !== undefined && { status: statusOf(view) }),
      waitingFor: seen?.waitingFor ?? [],
      writtenAt: timestamp(one.writtenAt),
      writtenBy: one.writtenBy,
    };
  });
};

const statusOf = (view: ServiceView): ServiceStatus => ({
  status: view.status,
  taskDefinition: view.taskDefinition,
  desired: view.desired,
  running: view.running,
  pending: view.pending,
  deployments: view.deployments.map((one) => ({ ...one, createdAt: timestamp(one.createdAt) })),
  events: view.events.slice(0, eventsShown).map(({ at, message }) => ({ at: timestamp(at), message })),
});

const timestamp = (ms: number): string => new Date(ms).toISOString();
