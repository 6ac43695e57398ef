/** A host as the API shows it: ECS's registration and our ledger, seen as one thing, in words and units for people. */
import { launchedBy } from './launched.ts';
import type { Disruption, FormerLaunch, Launch, Ledger } from './ledger.ts';
import { own } from './own.ts';
import type { ContainerInstanceView } from './snapshot.ts';
import { isOurs, tagNames } from './tags.ts';

export interface HostReport {
  readonly host: string;
  /** Absent for hosts that are not ours. */
  readonly group?: string;
  readonly ours: boolean;
  /**
   * joining: launched, not registered yet. joined: takes tasks. away: its agent is disconnected. draining: takes no tasks.
   * terminating: it goes.
   */
  readonly state: 'joining' | 'joined' | 'away' | 'draining' | 'terminating';
  readonly availabilityZone?: string;
  readonly instanceType?: string;
  readonly agentConnected: boolean;
  /** `name:version` of the ecs.config that it read at boot. */
  readonly config?: { readonly version: string; readonly current: boolean };
  readonly resources?: {
    readonly cpuUnits: Amounts;
    readonly memoryMiB: Amounts;
    readonly gpus?: Amounts;
    /** Host ports that are taken, those that the agent keeps included. */
    readonly tcpPortsTaken: readonly number[];
    readonly udpPortsTaken: readonly number[];
  };
  readonly tasks: { readonly running: number; readonly pending: number };
  readonly attributes: Readonly<Record<string, string>>;
  readonly registeredAt?: string;
  readonly containerInstance?: string;
  readonly launch?: { readonly number: number; readonly at: string; readonly reason: string };
  /** What is being done to it, and why. */
  readonly disruption?: {
    readonly kind: Disruption['kind'];
    readonly stage: Disruption['stage'];
    readonly cause: Disruption['cause'];
    readonly reason: string;
    readonly since: string;
    readonly deadline: string;
    readonly operation?: string;
  };
}
interface Amounts {
  readonly registered: number;
  readonly reserved: number;
  readonly free: number;
}

export interface HostSources {
  readonly stack: string;
  readonly cluster: string;
  readonly containerInstances: readonly ContainerInstanceView[];
  readonly ledgers: readonly Ledger[];
  /** Current `name:version` of the ecs.config, by group. */
  readonly configs: Readonly<Record<string, string>>;
  /** Instances that have joined or failed before: when one of these is no longer registered, it is no longer joining. */
  readonly known: ReadonlySet<string>;
  readonly now: number;
}

/** A host that has not registered in this time is given up, so it is no longer shown as joining. */
const joinsWithinMs = 20 * 60_000;

/** Hosts in the order in which they were launched; those that are not ours come last. */
export const hostReports = (sources: HostSources): readonly HostReport[] => {
  const registered = sources.containerInstances.map((one) => registeredHost(one, sources));
  const seen = new Set(registered.map(({ host }) => host));
  const others = sources.ledgers.flatMap((ledger) =>
    ledger.launches
      .filter((launch) => launch.state === 'launched')
      .flatMap((launch) => launch.instanceIds.map((id) => unregisteredHost(id, launch, ledger)))
      .filter(({ host, state }) => !seen.has(host) && (state === 'terminating' || !sources.known.has(host)))
      .filter(({ launch }) => Date.parse(launch?.at ?? '') + joinsWithinMs > sources.now),
  );
  return [...registered, ...others].sort((a, b) => order(a) - order(b) || (a.host < b.host ? -1 : 1));
};

const order = ({ launch, registeredAt, ours }: HostReport): number =>
  (ours ? 0 : Number.MAX_SAFE_INTEGER / 2) + Date.parse(launch?.at ?? registeredAt ?? '1970-01-01');

const registeredHost = (one: ContainerInstanceView, sources: HostSources): HostReport => {
  const ours = isOurs(one.tags, sources.stack, sources.cluster);
  const group = one.tags[tagNames.group];
  const ledger = ours ? sources.ledgers.find((candidate) => candidate.group === group) : undefined;
  const disruption = ledger?.disruptions.find(({ host }) => host === one.instanceId);
  const launch = (ledger === undefined ? [] : launchedBy(ledger)).find(({ instanceIds }) =>
    instanceIds.includes(one.instanceId),
  );
  const version = one.tags[tagNames.config];
  const zone = one.attributes['ecs.availability-zone'];
  const type = one.attributes['ecs.instance-type'];
  return {
    host: one.instanceId,
    ...(ours && group !== undefined && { group }),
    ours,
    state: stateOf(one, disruption),
    ...(zone !== undefined && { availabilityZone: zone }),
    ...(type !== undefined && { instanceType: type }),
    agentConnected: one.agentConnected,
    ...(ours &&
      group !== undefined &&
      version !== undefined && { config: { version, current: version === own(sources.configs, group) } }),
    resources: {
      cpuUnits: amounts(one, 'cpu'),
      memoryMiB: amounts(one, 'memory'),
      ...(one.registered.gpus > 0 && { gpus: amounts(one, 'gpus') }),
      tcpPortsTaken: one.remaining.tcpPorts,
      udpPortsTaken: one.remaining.udpPorts,
    },
    tasks: { running: one.runningTasks, pending: one.pendingTasks },
    attributes: customAttributes(one.attributes),
    registeredAt: timestamp(one.registeredAt),
    containerInstance: one.arn,
    ...(launch !== undefined && { launch: launchReport(launch) }),
    ...(disruption !== undefined && { disruption: disruptionReport(disruption) }),
  };
};

const unregisteredHost = (host: string, launch: Launch, ledger: Ledger): HostReport => {
  const disruption = ledger.disruptions.find((one) => one.host === host);
  return {
    host,
    group: ledger.group,
    ours: true,
    state: disruption?.stage === 'terminating' ? 'terminating' : 'joining',
    availabilityZone: launch.request.availabilityZone,
    instanceType: launch.request.instanceType,
    agentConnected: false,
    config: { version: launch.request.configVersion, current: true },
    tasks: { running: 0, pending: 0 },
    attributes: {},
    launch: launchReport(launch),
    ...(disruption !== undefined && { disruption: disruptionReport(disruption) }),
  };
};

const stateOf = (one: ContainerInstanceView, disruption: Disruption | undefined): HostReport['state'] => {
  if (disruption?.stage === 'terminating' || one.status === 'DEREGISTERING') return 'terminating';
  if (one.status === 'DRAINING') return 'draining';
  if (one.status !== 'ACTIVE') return 'joining';
  return one.agentConnected ? 'joined' : 'away';
};

const amounts = (one: ContainerInstanceView, what: 'cpu' | 'memory' | 'gpus'): Amounts => ({
  registered: one.registered[what],
  reserved: one.registered[what] - one.remaining[what],
  free: one.remaining[what],
});

/** ECS's own attributes say what the agent can do, some thirty of them on every host. */
const customAttributes = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !/^(ecs\.|com\.amazonaws)/.test(name)));

const timestamp = (ms: number): string => new Date(ms).toISOString();

const launchReport = ({ number, enteredAt, reason }: Launch | FormerLaunch) => ({
  number,
  at: timestamp(enteredAt),
  reason,
});

const disruptionReport = (one: Disruption) => ({
  kind: one.kind,
  stage: one.stage,
  cause: one.cause,
  reason: one.reason,
  since: timestamp(one.enteredAt),
  deadline: timestamp(one.deadline),
  ...(one.operation !== undefined && { operation: one.operation }),
});
