import type { Action } from '../action.ts';
import { awaitedHosts } from '../awaited-hosts.ts';
import { own } from '../own.ts';
import { isStuck, rolloutOf } from '../rolled-back.ts';
import { serviceDifferences } from '../service-differences.ts';
import type { Situation } from '../situation.ts';
import type { ServiceView } from '../snapshot.ts';
import type { StoredService } from '../spec.ts';
import { clusterTags, isOfCluster } from '../tags.ts';
import { serviceToken } from '../tokens.ts';
import type { Findings, Rule } from './rule.ts';

/** ECS services are as their specs say. A service that exists without our tags is not ours, whatever its name. */
export const servicesAsWanted: Rule = {
  name: 'services-as-wanted',
  find(situation) {
    const { wanted, world, services } = situation;
    if (world.cluster === undefined && wanted.deleting === undefined) return {};
    const found = services.map((service) => {
      const view = world.services.find(({ name }) => name === service.service);
      const foreign = view !== undefined && !isOfCluster(view.tags, situation.home.stack, wanted.cluster);
      const deleting = service.deleting !== undefined || wanted.deleting?.cascade === true;
      if (deleting) return removed(service, foreign ? undefined : view);
      if (foreign) return { notes: [`service ${service.service} exists, but without our tags: it is left alone`] };
      return kept(situation, service, view);
    });
    return {
      actions: found.flatMap(({ actions = [] }: Findings) => actions),
      notes: found.flatMap(({ notes = [] }: Findings) => notes),
    };
  },
};

const why = (service: StoredService, reason: string, cause: Action['cause'] = 'requested') => ({
  reason,
  rule: 'services-as-wanted',
  subject: service.service,
  cause,
  ...(cause === 'requested' && { operation: service.writtenBy }),
});

const removed = (service: StoredService, view: ServiceView | undefined): Findings => {
  const { service: name, generation } = service;
  if (view === undefined)
    return {
      actions: [{ type: 'forget-service', service: name, generation, ...why(service, `service ${name} is gone`) }],
    };
  if (view.status === 'DRAINING') return { notes: [`service ${name} stops its last ${view.running} tasks`] };
  return { actions: [{ type: 'delete-service', service: name, ...why(service, `service ${name} is to be deleted`) }] };
};

const kept = (situation: Situation, service: StoredService, view: ServiceView | undefined): Findings => {
  const { home, wanted, world, history, now } = situation;
  const { service: name, spec } = service;
  const constraints = own(world.constraints, name);
  if (constraints === undefined) return { notes: [`the task definition of service ${name} cannot be read`] };
  const cause = (own(history.settledServices, name) ?? 0) >= service.generation ? 'automatic' : 'requested';
  if (view?.status === 'DRAINING') return { notes: [`service ${name} is created once its namesake is gone`] };
  const awaited = awaitedHosts(situation, service);
  if (awaited !== undefined) return { notes: [awaited] };
  if (view === undefined) {
    const clientToken = serviceToken(home.stack, wanted.cluster, name, service.writtenAt, Math.floor(now / 3_600_000));
    const tags = clusterTags(home.stack, wanted.cluster, { ...wanted.spec.tags, ...spec.tags });
    const reason =
      cause === 'automatic' ? `service ${name} is gone: it is created again` : `service ${name} does not exist`;
    return {
      actions: [
        { type: 'create-service', service: name, spec, constraints, tags, clientToken, ...why(service, reason, cause) },
      ],
    };
  }
  if (view.scheduling !== spec.scheduling)
    return { notes: [`service ${name} is a ${view.scheduling}; ECS cannot change that, so delete it first`] };
  const rollout = rolloutOf(situation, service, view);
  if (rollout.status === 'given-up')
    return { notes: [`service ${name} stays at ${view.taskDefinition}: ${rollout.reason}; ${rollout.next}`] };
  const stuck = isStuck(view, spec);
  const differences = [
    ...serviceDifferences(view, spec, constraints),
    ...(stuck ? [`a new rollout of ${spec.taskDefinition}`] : []),
  ];
  if (differences.length === 0) return {};
  const update = { type: 'update-service', service: name, spec, constraints, ...(stuck && { anew: true }) } as const;
  if (rollout.status === 'again') return { actions: [{ ...update, ...why(service, rollout.reason, 'automatic') }] };
  return { actions: [{ ...update, ...why(service, `service ${name}: ${differences.join(', ')}`, cause) }] };
};
