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
import type { StoredService } from '../domain/spec.ts';
import type { DeleteService, DeployService } from '../domain/wish.ts';
import type { ClusterSpecs, ServiceSpecs } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';
import { type AskedChange, changes, type Expected, expecting, refuseStale } from './asked-change.ts';
import { openCluster } from './change-cluster.ts';
import { definitionProblems, resolveTaskDefinition } from './resolve-task-definition.ts';

interface ServicePorts {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
}
type DeployPorts = ServicePorts & { readonly taskDefinitions: TaskDefinitionReads };

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
    const { value: body, errors } = await merged(stored, patch, ports);
    if (body === undefined) throw invalid(errors);
    const kept = body.taskDefinition === stored.spec.taskDefinition;
    const reference = kept ? body.taskDefinition : await resolveTaskDefinition(body.taskDefinition, ports);
    const spec = toServiceSpec(body, reference);
    return { kind: 'deploy-service', cluster, service, spec, expectedGeneration: stored.generation };
  },
  judge: (wish) => judgeDeployment(wish, wish.expectedGeneration, ports),
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

export const judgeDeployment = async (wish: DeployService, expected: Expected, { serviceSpecs }: ServicePorts) => {
  const stored = await serviceSpecs.read(wish.cluster, wish.service);
  refuseStale(stored, expected);
  if (stored === undefined) return changes;
  if (stored.deleting !== undefined) {
    throw new AppError('BeingDeleted', `Service ${wish.service} is being deleted; it can be made again afterwards.`);
  }
  if (sameJson(stored.spec, wish.spec)) {
    const because = 'This is what is asked for already.';
    return { status: 'unchanged' as const, because, generation: stored.generation };
  }
  if (stored.spec.scheduling !== wish.spec.scheduling) {
    const detail = `cannot be changed: it is ${stored.spec.scheduling}`;
    throw invalid([{ pointer: '/scheduling', detail, hint: 'Delete the service and make it again.' }]);
  }
  return changes;
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
