/** What people do to AWS past us: stop, terminate, deregister, drain, delete, change. */
import { hostsOf, livingClusters, oneOf, type Players } from './players.ts';

const aHost = (players: Players) => {
  const cluster = oneOf(players.random, livingClusters(players));
  return cluster === undefined ? undefined : oneOf(players.random, hostsOf(players, cluster));
};

const toInstance =
  (operation: string) =>
  async (players: Players): Promise<void> => {
    const host = aHost(players);
    if (host !== undefined) await players.aws('ec2', operation, { InstanceIds: [host.id] });
  };

const aRegistration = (players: Players) => {
  const cluster = oneOf(players.random, livingClusters(players));
  const hosts = [...(players.world.ecs.clusters.get(cluster ?? '')?.hosts.values() ?? [])];
  return oneOf(
    players.random,
    hosts.filter(({ status }) => status !== 'INACTIVE'),
  );
};

const toStatus =
  (status: 'ACTIVE' | 'DRAINING') =>
  async (players: Players): Promise<void> => {
    const host = aRegistration(players);
    if (host === undefined) return;
    const input = { cluster: host.cluster.name, containerInstances: [host.id], status };
    await players.aws('ecs', 'UpdateContainerInstancesState', input);
  };

const aService = (players: Players) => {
  const cluster = oneOf(players.random, livingClusters(players));
  return oneOf(players.random, [...(players.world.ecs.clusters.get(cluster ?? '')?.services.values() ?? [])]);
};

const hands: Readonly<Record<string, (players: Players) => Promise<void>>> = {
  'instance-stopped': toInstance('StopInstances'),
  'instance-started': async (players) => {
    const stopped = [...players.world.ec2.instances.values()].filter(({ state }) => state === 'stopped');
    const instance = oneOf(players.random, stopped);
    if (instance !== undefined) await players.aws('ec2', 'StartInstances', { InstanceIds: [instance.id] });
  },
  'instance-rebooted': toInstance('RebootInstances'),
  'instance-terminated': toInstance('TerminateInstances'),
  'registration-removed': async (players) => {
    const host = aRegistration(players);
    if (host === undefined) return;
    const input = { cluster: host.cluster.name, containerInstance: host.id, force: players.random.chance(70) };
    await players.aws('ecs', 'DeregisterContainerInstance', input);
  },
  'host-set-draining': toStatus('DRAINING'),
  'host-set-active': toStatus('ACTIVE'),
  'tags-removed': async (players) => {
    const host = aHost(players);
    const key = players.random.pick(['quaymaster:stack', 'quaymaster:cluster', 'quaymaster:group']);
    if (host !== undefined) await players.aws('ec2', 'DeleteTags', { Resources: [host.id], Tags: [{ Key: key }] });
  },
  'service-deleted-by-hand': async (players) => {
    const service = aService(players);
    if (service === undefined) return;
    await players.aws('ecs', 'DeleteService', { cluster: service.cluster.name, service: service.name, force: true });
  },
  'service-changed-by-hand': async (players) => {
    const service = aService(players);
    if (service === undefined) return;
    const input = { cluster: service.cluster.name, service: service.name, desiredCount: players.random.between(0, 3) };
    await players.aws('ecs', 'UpdateService', input);
  },
  'task-stopped-by-hand': async (players) => {
    const cluster = oneOf(players.random, livingClusters(players));
    const task = oneOf(players.random, [...(players.world.ecs.clusters.get(cluster ?? '')?.tasks.live ?? [])]);
    if (task !== undefined) await players.aws('ecs', 'StopTask', { cluster, task: task.id });
  },
};

export const handNames: readonly string[] = Object.keys(hands);

export const byHand = (name: string, players: Players): Promise<void> =>
  hands[name]?.(players) ?? Promise.reject(new Error(`no hand does ${name}`));
