/** What the ports ask of AWS, in memory: enough behaviour for the use cases; the embedded AWS is the real stand-in. */
import { AppError } from '../../shared/domain/errors.ts';
import type { LaunchRequest } from '../../shared/domain/ledger.ts';
import type { InstanceView } from '../../shared/domain/snapshot.ts';
import { tagNames } from '../../shared/domain/tags.ts';
import type { Agents } from '../../shared/ports/agents.ts';
import type { Bus } from '../../shared/ports/bus.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { EcsClusters } from '../../shared/ports/ecs-clusters.ts';
import type { EcsServices } from '../../shared/ports/ecs-services.ts';
import type { EcsTasks } from '../../shared/ports/ecs-tasks.ts';
import type { Fleet } from '../../shared/ports/fleet.ts';
import type { Meter } from '../../shared/ports/meter.ts';
import type { Parameters } from '../../shared/ports/parameters.ts';
import type { Planner } from '../../shared/ports/planner.ts';
import type { RegisteredTaskDefinition, TaskDefinitions } from '../../shared/ports/task-definitions.ts';
import type { Wake } from '../../shared/ports/wake.ts';
import type { Executions, Workflows } from '../../shared/ports/workflows.ts';
import { copy, type InMemoryWorld } from './in-memory-world.ts';

export const inMemoryAws = (world: InMemoryWorld) => {
  const clock: Clock = {
    now: () => world.nowMs,
    sleep: async (ms) => {
      world.nowMs += ms;
    },
  };
  return {
    clock,
    fleet: fleet(world),
    ecsClusters: ecsClusters(world),
    ecsTasks: ecsTasks(world),
    ecsServices: ecsServices(world),
    taskDefinitions: taskDefinitions(world),
    parameters: parameters(world),
    wake: wake(world),
    workflows: workflows(world),
    executions: executions(world),
    planner: planner(world),
    agents: agents(world),
    meter: meter(world),
    bus: bus(world),
  };
};

const bus = (world: InMemoryWorld): Bus => ({
  put: async (events) => {
    world.announced.push(...copy(events));
    return { unsent: [] };
  },
});

const meter = (world: InMemoryWorld): Meter => ({
  add: (metric, value, of = {}) => {
    const key = [metric, ...Object.values(of)].join(' ');
    world.measured.set(key, (world.measured.get(key) ?? 0) + value);
  },
});

const named = <T>(items: readonly T[], keys: readonly string[], keyOf: (item: T) => string): readonly T[] =>
  copy(items.filter((item) => keys.includes(keyOf(item))));

const fleet = (world: InMemoryWorld): Fleet => ({
  instancesOf: async (cluster) =>
    copy([...world.instances.values()].filter(({ tags }) => tags[tagNames.cluster] === cluster)),
  instances: async (ids) => named([...world.instances.values()], ids, ({ id }) => id),
  instancesOfStack: async () => copy([...world.instances.values()].filter(({ state }) => state !== 'terminated')),
  statuses: async (ids) => named(world.statuses, ids, ({ id }) => id),
  interrupted: async (ids) => ids.filter((id) => world.interrupted.has(id)),
  launchedWith: async (token) => copy([...world.instances.values()].filter(({ clientToken }) => clientToken === token)),
  launch: async (request) => {
    world.calls.push(`launch ${request.count} ${request.instanceType} in ${request.availabilityZone}`);
    const before = [...world.instances.values()].filter(({ clientToken }) => clientToken === request.clientToken);
    if (before.length > 0) return { status: 'launched', instances: copy(before) };
    const instances = Array.from({ length: request.count }, (_, index) =>
      launched(world, request, world.instances.size + index + 1),
    );
    for (const instance of instances) world.instances.set(instance.id, instance);
    return { status: 'launched', instances: copy(instances) };
  },
  terminate: async (ids) => {
    for (const id of ids) {
      world.calls.push(`terminate ${id}`);
      const instance = world.instances.get(id);
      if (instance !== undefined) world.instances.set(id, { ...instance, state: 'terminated' });
    }
  },
  instanceTypes: async (names) => named(world.instanceTypes, names, ({ name }) => name),
  typeNamesLike: async (name) => {
    const [family, size] = name.split('.');
    return world.instanceTypes
      .map((one) => one.name)
      .filter((one) => one.startsWith(`${family}.`) || one.endsWith(`.${size}`));
  },
  subnets: async (ids) =>
    ids === 'default'
      ? copy(world.subnets.filter(({ inDefaultVpc }) => inDefaultVpc))
      : named(world.subnets, ids, ({ id }) => id),
  securityGroups: async (ids) => named(world.securityGroups, ids, ({ id }) => id),
  images: async (ids) => named(world.images, ids, ({ id }) => id),
});

const agents = (world: InMemoryWorld): Agents => ({
  reachable: async (ids) => ids.filter((id) => world.reachable.has(id)),
  restart: async (id) => {
    world.calls.push(`restart agent of ${id}`);
    return world.reachable.has(id) ? 'sent' : 'unreachable';
  },
});

const launched = (world: InMemoryWorld, request: LaunchRequest, number: number): InstanceView => ({
  id: `i-${String(number).padStart(17, '0')}`,
  state: 'pending',
  instanceType: request.instanceType,
  availabilityZone: request.availabilityZone,
  subnetId: request.subnetId,
  market: request.market,
  imageId: request.imageId,
  launchedAt: world.nowMs,
  clientToken: request.clientToken,
  tags: request.tags,
});

const ecsClusters = (world: InMemoryWorld): EcsClusters => ({
  cluster: async (name) => copy(world.clusters.get(name)),
  createCluster: async (name, tags) => {
    world.calls.push(`create cluster ${name}`);
    const cluster = world.clusters.get(name) ?? {
      name,
      arn: `arn:aws:ecs:us-east-1:000000000000:cluster/${name}`,
      status: 'ACTIVE' as const,
      runningTasks: 0,
      pendingTasks: 0,
      registeredContainerInstances: 0,
      activeServices: 0,
      tags,
    };
    world.clusters.set(name, cluster);
    return copy(cluster);
  },
  deleteCluster: async (name) => {
    world.calls.push(`delete cluster ${name}`);
    world.clusters.delete(name);
  },
  containerInstances: async (cluster) => copy(world.containerInstances.get(cluster) ?? []),
  setStatus: async (cluster, arns, status) => {
    const all = world.containerInstances.get(cluster) ?? [];
    const changed = all.map((host) => (arns.includes(host.arn) ? { ...host, status } : host));
    world.containerInstances.set(cluster, changed);
    world.calls.push(...arns.map((arn) => `set ${arn} ${status}`));
    const unknown = arns.filter((arn) => !all.some((host) => host.arn === arn));
    return unknown.map((arn) => ({ arn, refused: 'MISSING' }));
  },
  deregister: async (cluster, arn) => {
    world.calls.push(`deregister ${arn}`);
    const all = world.containerInstances.get(cluster) ?? [];
    world.containerInstances.set(
      cluster,
      all.filter((host) => host.arn !== arn),
    );
  },
});

const ecsTasks = (world: InMemoryWorld): EcsTasks => {
  const all = (cluster: string) => world.tasks.get(cluster) ?? [];
  return {
    tasks: async (cluster, query) =>
      copy(
        all(cluster).filter(
          (task) =>
            task.desiredStatus === query.status &&
            (query.service === undefined || task.group === `service:${query.service}`) &&
            (query.startedBy === undefined || task.startedBy === query.startedBy) &&
            (query.containerInstance === undefined || task.containerInstanceArn === query.containerInstance) &&
            (query.family === undefined || task.taskDefinition.startsWith(`${query.family}:`)),
        ),
      ),
    describe: async (cluster, ids) =>
      copy(all(cluster).filter((task) => ids.includes(task.id) || ids.includes(task.arn))),
    run: async (request) => {
      world.calls.push(`run ${request.count} ${request.taskDefinition}`);
      return { started: [], failures: [{ reason: 'RESOURCE:MEMORY' }] };
    },
    stop: async (cluster, task, reason) => {
      world.calls.push(`stop ${task}: ${reason}`);
      return all(cluster).some(({ id, arn }) => id === task || arn === task) ? 'stopping' : 'unknown';
    },
  };
};

const ecsServices = (world: InMemoryWorld): EcsServices => {
  const all = (cluster: string) => world.services.get(cluster) ?? [];
  return {
    services: async (cluster, names) => named(all(cluster), names, ({ name }) => name),
    names: async (cluster) => all(cluster).map(({ name }) => name),
    create: async ({ service }) => void world.calls.push(`create service ${service}`),
    update: async ({ service }) => void world.calls.push(`update service ${service}`),
    remove: async (_cluster, service) => void world.calls.push(`delete service ${service}`),
  };
};

const taskDefinitions = (world: InMemoryWorld): TaskDefinitions => {
  const all = world.taskDefinitions;
  const newestFirst = (family: string) =>
    all.filter((one) => one.family === family && one.status === 'ACTIVE').toSorted((a, b) => b.revision - a.revision);
  const find = (reference: string) => {
    const [family = '', revision] = reference.slice(reference.lastIndexOf('/') + 1).split(':');
    return revision === undefined
      ? newestFirst(family)[0]
      : all.find((one) => one.family === family && one.revision === Number(revision));
  };
  return {
    register: async (document) => {
      const family = String(document['family']);
      const revision = Math.max(0, ...all.filter((one) => one.family === family).map((one) => one.revision)) + 1;
      const arn = `arn:aws:ecs:us-east-1:000000000000:task-definition/${family}:${revision}`;
      const registered = { family, revision, arn, status: 'ACTIVE' as const, document, tags: {} };
      all.push(registered);
      world.calls.push(`register ${family}:${revision}`);
      return copy(registered);
    },
    find: async (reference) => copy(find(reference)),
    families: async () => [...new Set(all.filter(({ status }) => status === 'ACTIVE').map(({ family }) => family))],
    revisions: async (family, limit) =>
      newestFirst(family)
        .slice(0, limit)
        .map(({ revision }) => `${family}:${revision}`),
    deregister: async (reference) => {
      const index = all.indexOf(find(reference) as RegisteredTaskDefinition);
      const found = all[index];
      if (found === undefined) return undefined;
      all[index] = { ...found, status: 'INACTIVE' };
      world.calls.push(`deregister ${reference}`);
      return copy(all[index]);
    },
  };
};

const parameters = (world: InMemoryWorld): Parameters => ({
  read: async (name) => {
    const [plain = '', version] = name.split(':');
    const versions = world.parameters.get(plain) ?? [];
    return copy(version === undefined ? versions.at(-1) : versions[Number(version) - 1]);
  },
  write: async (name, value) => {
    const versions = world.parameters.get(name) ?? [];
    const last = versions.at(-1);
    if (last?.value === value) return copy(last);
    const parameter = { name, value, version: versions.length + 1 };
    world.parameters.set(name, [...versions, parameter]);
    return parameter;
  },
  remove: async (names) => {
    for (const name of names) world.parameters.delete(name);
  },
});

const wake = (world: InMemoryWorld): Wake => ({
  wake: async (message) => void world.woken.push(message),
  postpone: async (receipt, seconds) => void world.calls.push(`postpone ${receipt} ${seconds}`),
  done: async () => {},
});

const workflows = (world: InMemoryWorld): Workflows => ({
  start: async (kind, name, input) => {
    const arn = `arn:aws:states:us-east-1:000000000000:execution:quaymaster-test-${kind}:${name}`;
    if (world.executions.has(arn)) return { status: 'exists', arn };
    world.executions.set(arn, { arn, state: 'RUNNING', startedAt: world.nowMs, input: copy(input), steps: [] });
    return { status: 'started', arn };
  },
});

const executions = (world: InMemoryWorld): Executions => ({
  describe: async (arn) => copy(world.executions.get(arn)),
  steps: async (arn) => copy(world.executions.get(arn)?.steps ?? []),
});

const planner = (world: InMemoryWorld): Planner => ({
  plan: async () => copy(world.planned),
  check: async (wish) => {
    if (wish.cluster === 'refused-by-aws') throw new AppError('CloudDenied', 'AWS refused permission.');
    return { wish, errors: copy(world.refusals) };
  },
});
