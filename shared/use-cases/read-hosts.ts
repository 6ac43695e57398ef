import { AppError } from '../domain/errors.ts';
import { type HostReport, hostReports } from '../domain/host-report.ts';
import type { Launch } from '../domain/ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { ClusterSpecs, Histories, Ledgers, Observations } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';

export interface ReadHostsPorts {
  readonly clock: Clock;
  readonly clusterSpecs: ClusterSpecs;
  readonly ecsClusters: EcsClusters;
  readonly ledgers: Ledgers;
  readonly histories: Histories;
  readonly observations: Observations;
  readonly stack: string;
}

export interface HostList {
  readonly hosts: readonly HostReport[];
  /** Asked of EC2, and not answered yet. */
  readonly launching: readonly {
    readonly group: string;
    readonly launch: number;
    readonly count: number;
    readonly instanceType: string;
    readonly availabilityZone: string;
    readonly reason: string;
  }[];
}

/** Fresh from ECS, joined with the ledger. Throws `ClusterNotFound`. */
export const readHosts = async (cluster: string, ports: ReadHostsPorts): Promise<HostList> => {
  await existingCluster(cluster, ports);
  const [containerInstances, ledgers, history, observation] = await Promise.all([
    ports.ecsClusters.containerInstances(cluster),
    ports.ledgers.list(cluster),
    ports.histories.read(cluster),
    ports.observations.read(cluster),
  ]);
  const hosts = hostReports({
    stack: ports.stack,
    cluster,
    containerInstances,
    ledgers,
    configs: Object.fromEntries((observation?.groups ?? []).map(({ group, configVersion }) => [group, configVersion])),
    known: new Set(Object.keys(history?.fates ?? {})),
    now: ports.clock.now(),
  });
  const launching = ledgers.flatMap(({ group, launches }) =>
    launches.filter(({ state }) => state === 'open').map((launch) => ({ group, ...launchInWords(launch) })),
  );
  return { hosts, launching };
};

const launchInWords = ({ number, request, reason }: Launch) => ({
  launch: number,
  count: request.count,
  instanceType: request.instanceType,
  availabilityZone: request.availabilityZone,
  reason,
});

/** Throws `ClusterNotFound` or `HostNotFound`. */
export const readHost = async (cluster: string, host: string, ports: ReadHostsPorts): Promise<HostReport> => {
  const { hosts } = await readHosts(cluster, ports);
  const found = hosts.find((one) => one.host === host);
  if (found !== undefined) return found;
  throw new AppError('HostNotFound', `Cluster ${cluster} has no host ${host}.`, {
    hint: `GET /v1/clusters/${cluster}/hosts lists them by instance id.`,
  });
};
