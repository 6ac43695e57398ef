import { configParameter, groupAttribute } from '../domain/agent-config.ts';
import { groupStates } from '../domain/capacity.ts';
import type { Told } from '../domain/happening.ts';
import { type Host, hostsOf } from '../domain/hosts.ts';
import type { Disruption } from '../domain/ledger.ts';
import { own } from '../domain/own.ts';
import type { Ingredients, Situation, World } from '../domain/situation.ts';
import type { ServiceView, TaskView } from '../domain/snapshot.ts';
import type { StoredService } from '../domain/spec.ts';
import { isOurs } from '../domain/tags.ts';
import { type GroupConstraint, groupConstraints, needsOf } from '../domain/task-policy.ts';
import type { TaskQuery } from '../ports/ecs-tasks.ts';
import { launchIngredients } from './launch-ingredients.ts';
import { lookForMissing } from './look-for-missing.ts';
import { observeHealth } from './observe-health.ts';
import type { Memory } from './recall.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/**
 * One reading of a cluster. Hosts always; how they are once a minute, and where events (`told`) said to look; what to launch
 * with only of groups that lack hosts; tasks only where hosts are emptied; services as far as they are ours to keep.
 */
export const observe = async (
  memory: Memory,
  ports: ReadingPorts,
  told: ReadonlySet<Told> = nothingTold,
): Promise<Situation> => {
  const { cluster, deleting } = memory.wanted;
  const [view, instances, containerInstances, configs, names] = await Promise.all([
    ports.clusters.cluster(cluster),
    ports.fleet.instancesOf(cluster),
    ports.clusters.containerInstances(cluster),
    readConfigs(memory, ports),
    deleting === undefined ? memory.services.map(({ service }) => service) : ports.services.names(cluster),
  ]);
  const services = names.length === 0 || view === undefined ? [] : await ports.services.services(cluster, names);
  const hostsOnly: World = {
    ...(view !== undefined && { cluster: view }),
    instances: instances.filter(({ tags }) => isOurs(tags, ports.settings.stack, cluster)),
    containerInstances,
    services,
    configs,
    tasks: [],
    ingredients: {},
    constraints: {},
  };
  const listed: Situation = { ...memory, now: ports.clock.now(), home: ports.settings, world: hostsOnly };
  const world: World = { ...hostsOnly, ...(await lookForMissing(listed, ports)) };
  const situation: Situation = { ...listed, world };
  const [ingredients, constraints, tasks, health] = await Promise.all([
    readIngredients(situation, ports),
    readConstraints(situation, ports),
    readTasks(situation, ports),
    observeHealth(situation, told, ports),
  ]);
  return { ...situation, world: { ...world, ingredients, constraints, tasks, ...health } };
};

const nothingTold: ReadonlySet<Told> = new Set();

const readConfigs = async ({ wanted }: Memory, { parameters, settings }: ReadingPorts): Promise<World['configs']> =>
  Object.fromEntries(
    await Promise.all(
      wanted.spec.groups.map(async ({ name }) => {
        const found = await parameters.read(configParameter(settings.parameterPrefix, wanted.cluster, name));
        return [name, found && { version: found.version, value: found.value }] as const;
      }),
    ),
  );

const readIngredients = async (
  situation: Situation,
  ports: ReadingPorts,
): Promise<Readonly<Record<string, Ingredients>>> => {
  const short = groupStates(situation).filter(({ missing }) => missing > 0);
  return Object.fromEntries(
    await Promise.all(short.map(async ({ spec }) => [spec.name, await launchIngredients(spec, ports)] as const)),
  );
};

/** A revision never changes, so what its policy comes to is read only until the service has settled with it. */
const readConstraints = async (situation: Situation, ports: ReadingPorts): Promise<World['constraints']> => {
  const { wanted, services, world } = situation;
  if (wanted.deleting?.cascade) return {};
  const found = await Promise.all(
    services.map(async (service): Promise<readonly [string, readonly GroupConstraint[]] | undefined> => {
      const view = world.services.find(({ name }) => name === service.service);
      if (view !== undefined && isSettled(situation, service)) return [service.service, ownConstraints(view)];
      const definition = await ports.taskDefinitions.find(service.spec.taskDefinition);
      if (definition === undefined) return undefined;
      return [service.service, groupConstraints(wanted.spec, needsOf(definition.document))];
    }),
  );
  return Object.fromEntries(found.filter((one) => one !== undefined));
};

const isSettled = ({ history, wanted }: Situation, { service, generation }: StoredService): boolean =>
  history.settledGeneration === wanted.generation && own(history.settledServices, service) === generation;

const ownConstraints = ({ placementConstraints }: ServiceView): readonly GroupConstraint[] =>
  placementConstraints.flatMap(({ type, expression = '' }) =>
    type === 'memberOf' && expression.startsWith(`attribute:${groupAttribute} in`)
      ? [{ type: 'memberOf' as const, expression }]
      : [],
  );

/** From so many on, what stops is read of the whole cluster at once: how much that is, nobody counts. */
const mostHostsReadAlone = 10;
/** Tasks that one answer of ECS holds. */
const tasksPerPage = 100;

/**
 * ECS counts tasks on a host that are meant to run. One that was told to stop has its grace period still, while ECS already
 * shows the host as empty and its room as free: https://github.com/aws/containers-roadmap/issues/575
 */
const readTasks = async (situation: Situation, { tasks }: ReadingPorts): Promise<readonly TaskView[]> => {
  const { cluster, deleting } = situation.wanted;
  const draining = hostsOf(situation).filter(({ disruption }) => disruption?.stage === 'draining');
  const emptied = draining.filter(({ tasks: count }) => count === 0);
  const filled = draining.filter(({ disruption, tasks: count }) => count > 0 && isToBeKnown(disruption, situation));
  const read = (hosts: readonly Host[], status: TaskQuery['status'], atOnce: boolean) =>
    atOnce
      ? [tasks.tasks(cluster, { status })]
      : hosts.flatMap(({ containerInstance }) =>
          containerInstance === undefined
            ? []
            : [tasks.tasks(cluster, { status, containerInstance: containerInstance.arn })],
        );
  const found = await Promise.all([
    ...read(filled, 'RUNNING', deleting !== undefined || filled.length > pagesOfRunning(situation)),
    ...read(emptied, 'STOPPED', emptied.length > mostHostsReadAlone),
  ]);
  return found.flat().filter(({ lastStatus }) => lastStatus !== 'STOPPED');
};

/** What reading all that is meant to run in the cluster comes to: for more hosts than that it is cheaper than one by one. */
const pagesOfRunning = ({ world: { cluster } }: Situation): number =>
  Math.max(1, Math.ceil(((cluster?.runningTasks ?? 0) + (cluster?.pendingTasks ?? 0)) / tasksPerPage));

/** What a forced drain has to stop; and what a host that looks lost is still meant to run, which its agent does not tell. */
const isToBeKnown = (disruption: Disruption | undefined, { now }: Situation): boolean =>
  (disruption?.kind === 'drain' && now >= disruption.deadline) ||
  disruption?.cause === 'agent-away' ||
  disruption?.cause === 'impaired';
