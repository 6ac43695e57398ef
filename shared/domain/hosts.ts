/** A host is an EC2 instance of ours and the container instance registered from it, seen as one thing. */
import { launchedBy, launchedIds } from './launched.ts';
import type { Disruption, FormerLaunch, Launch, Ledger } from './ledger.ts';
import type { Situation } from './situation.ts';
import type { ContainerInstanceView, InstanceView } from './snapshot.ts';
import { tagNames } from './tags.ts';
import { isGone, type Unseen, unseenOf } from './unseen.ts';

export type HostState =
  /** Launched and not registered yet; or launched so lately that EC2 does not show it. */
  | 'joining'
  /** Registered, ACTIVE, agent connected. */
  | 'joined'
  /** Registered and ACTIVE, but its agent is disconnected: normal for minutes, several times an hour. */
  | 'away'
  | 'draining'
  | 'stopped'
  /** Terminated or about to be. */
  | 'gone';

export interface Host {
  readonly id: string;
  readonly group: string;
  readonly state: HostState;
  readonly availabilityZone: string;
  readonly launchedAt: number;
  readonly instance?: InstanceView;
  readonly containerInstance?: ContainerInstanceView;
  readonly disruption?: Disruption;
  /** The entry that launched it, while the ledger has it. */
  readonly launch?: Launch | FormerLaunch;
  /** `name:version` of the configuration that it read at boot. */
  readonly configVersion: string;
  /** Running and pending. */
  readonly tasks: number;
}

/** All hosts of ours in the cluster, of groups that are no longer in the spec too. */
export const hostsOf = (situation: Situation): readonly Host[] => {
  const { world, ledgers } = situation;
  const registered = latestByInstance(world.containerInstances);
  const launches = new Map(ledgers.flatMap((ledger) => launchesById(ledger)));
  const disruptions = new Map(ledgers.map((ledger) => [ledger.group, disruptionsByHost(ledger)]));
  const visible = world.instances.map((instance): Host => {
    const containerInstance = registered.get(instance.id);
    const group = instance.tags[tagNames.group] ?? '';
    const ledger = ledgers.find((one) => one.group === group);
    const disruption = disruptions.get(group)?.get(instance.id);
    const launch = launches.get(instance.id) ?? ledger?.launches.find(hasToken(instance.clientToken));
    return {
      id: instance.id,
      group,
      state: stateOf(instance, containerInstance),
      availabilityZone: instance.availabilityZone,
      launchedAt: instance.launchedAt,
      instance,
      configVersion: instance.tags[tagNames.config] ?? '',
      tasks: tasksOn(containerInstance),
      ...(containerInstance !== undefined && { containerInstance }),
      ...(disruption !== undefined && { disruption }),
      ...(launch !== undefined && { launch }),
    };
  });
  const invisible = unseenOf(situation).map((unseen) => notShown(unseen, registered.get(unseen.id), situation));
  return [...visible, ...invisible];
};

const notShown = (unseen: Unseen, containerInstance: ContainerInstanceView | undefined, situation: Situation): Host => {
  const { id, ledger, launch } = unseen;
  const request = 'request' in launch ? launch.request : undefined;
  const disruption = ledger.disruptions.find(({ host }) => host === id);
  return {
    id,
    group: ledger.group,
    state: isGone(unseen, situation) ? 'gone' : registeredState(containerInstance),
    availabilityZone: request?.availabilityZone ?? containerInstance?.attributes['ecs.availability-zone'] ?? '',
    launchedAt: launch.enteredAt,
    configVersion: request?.configVersion ?? '',
    tasks: tasksOn(containerInstance),
    launch,
    // What somebody took from us by its tags runs on: to remove its registration would orphan its containers.
    ...(containerInstance !== undefined && !(situation.world.disowned ?? []).includes(id) && { containerInstance }),
    ...(disruption !== undefined && { disruption }),
  };
};

const stateOf = (instance: InstanceView, registered: ContainerInstanceView | undefined): HostState => {
  if (instance.state === 'terminated' || instance.state === 'shutting-down') return 'gone';
  if (instance.state === 'stopped' || instance.state === 'stopping') return 'stopped';
  return registeredState(registered);
};

const registeredState = (registered: ContainerInstanceView | undefined): HostState => {
  if (registered?.status === 'DRAINING' || registered?.status === 'DEREGISTERING') return 'draining';
  if (registered?.status !== 'ACTIVE') return 'joining';
  return registered.agentConnected ? 'joined' : 'away';
};

const tasksOn = (registered: ContainerInstanceView | undefined): number =>
  (registered?.runningTasks ?? 0) + (registered?.pendingTasks ?? 0);

const launchesById = (ledger: Ledger): readonly (readonly [string, Launch | FormerLaunch])[] =>
  launchedBy(ledger).flatMap((launch) => launch.instanceIds.map((id) => [id, launch] as const));

const disruptionsByHost = ({ disruptions }: Ledger): ReadonlyMap<string, Disruption> =>
  new Map(disruptions.map((disruption) => [disruption.host, disruption]));

/** Numbers would not do: a group that was removed and made anew has counted from 1 twice. */
const hasToken =
  (clientToken: string | undefined) =>
  ({ request }: Launch): boolean =>
    request.clientToken === clientToken;

/** An agent that lost its data registers a second time for the same instance: the later one is the living one. */
const latestByInstance = (all: readonly ContainerInstanceView[]): ReadonlyMap<string, ContainerInstanceView> => {
  const latest = new Map<string, ContainerInstanceView>();
  for (const one of all) {
    const other = latest.get(one.instanceId);
    if (other === undefined || other.registeredAt < one.registeredAt) latest.set(one.instanceId, one);
  }
  return latest;
};

/** Container instances whose EC2 instance is not ours: counted, never touched. */
export const foreignContainerInstances = (situation: Situation): readonly ContainerInstanceView[] => {
  const ours = new Set([...situation.world.instances.map(({ id }) => id), ...launchedIds(situation.ledgers)]);
  return situation.world.containerInstances.filter(({ instanceId }) => !ours.has(instanceId));
};
