import type { TaskRecord } from '../../../local/cloud/ecs/state.ts';
import type { World } from '../../../local/cloud/kernel/world.ts';
import { type Invariant, isOurHost, minuteMs, type Scene } from '../scene.ts';
import type { GroupWanted } from '../world-of-seed.ts';

/** I2 and I6: asked when the time to converge is over, or when nothing is missing any more. */
export const comesToRest: Invariant = {
  name: 'comes-to-rest',
  promise:
    'After the last fault everything becomes what was asked for, without an orphan and with nothing left under way.',
  watch: (scene, broken) => ({
    atEnd: () => {
      for (const lacking of lackingIn(scene)) broken(lacking);
    },
  }),
};

/** What is not yet as it was asked for, by the world itself. */
export const lackingIn = (scene: Scene): readonly string[] => {
  const { asked, wanted } = scene;
  const lacking: string[] = [];
  for (const [cluster, body] of asked.clusters) {
    if (cluster === wanted.poisoned) continue;
    const groups = body === undefined ? [] : (body['groups'] as readonly GroupWanted[]);
    lacking.push(...hostsLacking(scene, cluster, groups));
    if (body !== undefined) lacking.push(...servicesLacking(scene, cluster), ...underWay(scene, cluster));
  }
  for (const { status, machineName, input } of scene.world.states.executions.values())
    if (status === 'RUNNING' && !(wanted.poisoned && input.includes(wanted.poisoned)))
      lacking.push(`an execution of ${machineName} runs`);
  return lacking;
};

const hostsLacking = ({ world }: Scene, cluster: string, groups: readonly GroupWanted[]): readonly string[] => {
  const present = [...world.ec2.instances.values()].filter(
    (one) =>
      isOurHost(one) &&
      one.tags.get('quaymaster:cluster') === cluster &&
      one.state !== 'terminated' &&
      one.state !== 'shutting-down',
  );
  const lacking: string[] = [];
  for (const { name, count } of groups) {
    const hosts = present.filter(({ tags }) => tags.get('quaymaster:group') === name);
    const ready = hosts.filter(({ id, state }) => state === 'running' && isReady(world, cluster, id));
    if (ready.length !== count || hosts.length !== count)
      lacking.push(
        `${cluster}/${name} has ${hosts.length} hosts, of which ${ready.length} take tasks, instead of ${count}`,
      );
  }
  const known = new Set(groups.map(({ name }) => name));
  const orphans = present.filter(({ tags }) => !known.has(tags.get('quaymaster:group') ?? ''));
  return [...lacking, ...orphans.map(({ id, state }) => `${id} of ${cluster} is ${state}, and no spec asks for it`)];
};

/** Agents drop their connection several times an hour "as a part of its normal operation" (ecs_cwe_events), for less than this. */
const normallyAwayMs = 5 * minuteMs;

const isReady = ({ ecs, clock }: World, cluster: string, instanceId: string): boolean =>
  [...(ecs.clusters.get(cluster)?.hosts.values() ?? [])].some(
    (host) =>
      host.instanceId === instanceId &&
      host.status === 'ACTIVE' &&
      (host.agentConnected || clock.now() - (host.away?.since ?? 0) < normallyAwayMs),
  );

const servicesLacking = ({ world, asked }: Scene, cluster: string): readonly string[] =>
  [...asked.services].flatMap(([key, body]) => {
    const [of, name = ''] = key.split('/');
    if (of !== cluster) return [];
    const service = world.ecs.clusters.get(cluster)?.services.get(name);
    const isThere = service !== undefined && service.status === 'ACTIVE';
    if (body === undefined) return isThere ? [`${key} is still there`] : [];
    if (!isThere) return [`${key} is not there`];
    if (service.scheduling === 'DAEMON') return [];
    const desired = Number(body['desiredCount']);
    const running =
      service.tasks.running - [...service.tasks.live].filter((task) => isStrandedElsewhere(world, task)).length;
    return service.desired === desired && running === desired
      ? []
      : [`${key} has ${running} tasks running and ${service.desired} desired instead of ${desired}`];
  });

/** ECS has told it to stop, and an agent that is dead never says that it has: nobody but the owner of that host can end this. */
const isStrandedElsewhere = (world: World, { shown, host }: TaskRecord): boolean => {
  const instance = world.ec2.instances.get(host.instanceId);
  const isOurs = instance !== undefined && isOurHost(instance);
  return shown.lastStatus === 'RUNNING' && shown.desiredStatus === 'STOPPED' && !host.agentConnected && !isOurs;
};

const underWay = ({ stored }: Scene, cluster: string): readonly string[] =>
  [...stored.ledgers.values()]
    .filter((ledger) => ledger.cluster === cluster)
    .flatMap(({ disruptions, launches, group }) => [
      ...disruptions
        .filter(({ stage }) => stage !== 'given-up')
        .map(({ host, cause, stage }) => `${host} of ${cluster}/${group} is still ${stage} (${cause})`),
      ...launches
        .filter(({ state }) => state === 'open')
        .map(({ number }) => `launch ${number} of ${cluster}/${group} is open`),
    ]);
