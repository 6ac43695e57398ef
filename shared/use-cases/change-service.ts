/** Changes of a service: put, patch, delete. */
import { sameJson } from '../domain/canonical-json.ts';
import { AppError, type FieldError } from '../domain/errors.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import { beyond, type Examined, examine, invalid } from '../domain/schemas/check.ts';
import {
  type ServiceBody,
  serviceBody,
  serviceRules,
  toServiceBody,
  toServiceSpec,
} from '../domain/schemas/service.ts';
import type { ServiceSpec, StoredService } from '../domain/spec.ts';
import { isOfCluster } from '../domain/tags.ts';
import type { DeleteService, DeployService } from '../domain/wish.ts';
import type { EcsServiceReads } from '../ports/ecs-services.ts';
import type { ClusterSpecs, ServiceSpecs } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';
import { type AskedChange, changes, type Expected, expecting, refuseStale, type Verdict } from './asked-change.ts';
import { openCluster } from './change-cluster.ts';
import { definitionProblems, resolveTaskDefinition } from './resolve-task-definition.ts';
import { type StandsStillPorts, serviceStandsStill } from './stands-still.ts';

interface ServicePorts {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
}
type JudgePorts = ServicePorts & StandsStillPorts & { readonly ecsServices: EcsServiceReads; readonly stack: string };
type DeployPorts = JudgePorts & { readonly taskDefinitions: TaskDefinitionReads };

interface Named {
  readonly cluster: string;
  readonly service: string;
  readonly expected: Expected;
}

export const deployService = (
  { cluster, service, body, expected }: Named & { readonly body: ServiceBody },
  ports: DeployPorts,
): AskedChange<DeployService> => ({
  wish: async () => {
    await openCluster(cluster, ports);
    const reference = await resolveTaskDefinition(body.taskDefinition, ports);
    return { kind: 'deploy-service', cluster, service, spec: toServiceSpec(body, reference), ...expecting(expected) };
  },
  judge: (wish) => judgeDeployment(wish, expected, ports),
});

/** RFC 7396 on the stored spec, in the form in which it would be put. */
export const patchService = (
  { cluster, service, patch, expected }: Named & { readonly patch: Readonly<Record<string, unknown>> },
  ports: DeployPorts,
): AskedChange<DeployService> => ({
  wish: async () => {
    await openCluster(cluster, ports);
    const stored = await existingService(cluster, service, ports);
    refuseStale(stored, expected);
    refuseDeleting(stored);
    const { value: body, errors } = await merged(stored, patch, ports);
    if (body === undefined) throw invalid(errors);
    const kept = body.taskDefinition === stored.spec.taskDefinition;
    const reference = kept ? body.taskDefinition : await resolveTaskDefinition(body.taskDefinition, ports);
    const spec = toServiceSpec(body, reference);
    return { kind: 'deploy-service', cluster, service, spec, expectedGeneration: stored.generation };
  },
  judge: (wish) => judgeDeployment(wish, expected, ports),
});

const merged = async (stored: StoredService, patch: unknown, ports: DeployPorts): Promise<Examined<ServiceBody>> => {
  const raw = mergePatch(toServiceBody(stored.spec), patch);
  const { errors, ...good } = examine(serviceBody, raw, serviceRules);
  if (errors.length === 0) return { errors, ...good };
  return { errors: [...errors, ...beyond(errors, await definitionProblems(raw, ports))] };
};

/** What is wrong with a patch, for requests that are wrong elsewhere too. */
export const patchProblems = async (
  { cluster, service }: Omit<Named, 'expected'>,
  patch: unknown,
  ports: DeployPorts,
): Promise<readonly FieldError[]> => {
  const stored = await ports.serviceSpecs.read(cluster, service);
  return stored === undefined ? [] : (await merged(stored, patch, ports)).errors;
};

export const deleteService = (
  { cluster, service, expected }: Named,
  ports: ServicePorts,
): AskedChange<DeleteService> => ({
  wish: () => ({ kind: 'delete-service', cluster, service, ...expecting(expected) }),
  judge: async () => {
    const stored = await existingService(cluster, service, ports);
    refuseStale(stored, expected);
    if (stored.deleting === undefined) return changes;
    return { status: 'unchanged', because: 'It is being deleted already.', generation: stored.generation };
  },
});

export const judgeDeployment = async (wish: DeployService, expected: Expected, ports: JudgePorts): Promise<Verdict> => {
  const stored = await ports.serviceSpecs.read(wish.cluster, wish.service);
  refuseStale(stored, expected);
  if (stored === undefined) {
    await refuseForeign(wish, ports);
    return changes;
  }
  refuseDeleting(stored);
  if (sameJson(stored.spec, wish.spec)) {
    if (await serviceStandsStill(wish, stored.generation, ports)) return changes;
    const because = 'This is what is asked for already.';
    return { status: 'unchanged' as const, because, generation: stored.generation };
  }
  const fixed = fixedOnes(stored.spec, wish.spec);
  if (fixed.length > 0) throw invalid(fixed);
  return changes;
};

/** What ECS, or we, give a service once, when it is made. */
const fixedOnes = (before: ServiceSpec, after: ServiceSpec): readonly FieldError[] => {
  const hint = 'Delete the service and make it again.';
  return [
    ...(before.scheduling === after.scheduling
      ? []
      : [{ pointer: '/scheduling', detail: `cannot be changed: it is ${before.scheduling}`, hint }]),
    ...(sameJson(before.tags, after.tags)
      ? []
      : [{ pointer: '/tags', detail: 'cannot be changed: a service gets its tags when it is made', hint }]),
  ];
};

/** A service that somebody else keeps under this name would never become ours: it is left alone. */
const refuseForeign = async (
  { cluster, service }: DeployService,
  { ecsServices, stack }: JudgePorts,
): Promise<void> => {
  const [view] = await ecsServices.services(cluster, [service]);
  if (view === undefined || isOfCluster(view.tags, stack, cluster)) return;
  throw new AppError('NotOurs', `ECS has a service ${service} in ${cluster} without our tags.`, {
    hint: 'Choose another name, or delete that service in ECS.',
  });
};

const refuseDeleting = ({ service, deleting }: StoredService): void => {
  if (deleting === undefined) return;
  throw new AppError('BeingDeleted', `Service ${service} is being deleted; it can be made again afterwards.`);
};

/** Throws `ServiceNotFound`. */
export const existingService = async (
  cluster: string,
  service: string,
  { serviceSpecs }: Pick<ServicePorts, 'serviceSpecs'>,
): Promise<StoredService> => {
  const stored = await serviceSpecs.read(cluster, service);
  if (stored !== undefined) return stored;
  throw new AppError('ServiceNotFound', `Cluster ${cluster} has no service ${service}.`);
};
