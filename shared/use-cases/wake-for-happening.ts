import type { Happening } from '../domain/happening.ts';
import type { Observation } from '../domain/observation.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, InstanceIndex, Observations } from '../ports/stores.ts';
import type { Wake } from '../ports/wake.ts';

export interface FleetChangedPorts {
  readonly clock: Clock;
  readonly clusterSpecs: Pick<ClusterSpecs, 'read'>;
  readonly instanceIndex: Pick<InstanceIndex, 'clusterOf'>;
  readonly observations: Pick<Observations, 'read'>;
  readonly wake: Pick<Wake, 'wake'>;
}

export type Woken =
  | { readonly status: 'woken'; readonly cluster: string }
  | { readonly status: 'ignored'; readonly why: string };

/**
 * Wakes the one writer for clusters that we manage; whatever else happens in the account is acknowledged and left alone. Agents
 * come and go several times an hour, and every task changes what its host has left: while no host is on its way, such events
 * can wait for the sweep, a minute later at most.
 */
export const wakeForHappening = async (happening: Happening, ports: FleetChangedPorts): Promise<Woken> => {
  if (happening.about === 'nothing') return { status: 'ignored', why: happening.why };
  const cluster =
    happening.about === 'cluster' ? happening.cluster : await ports.instanceIndex.clusterOf(happening.instance);
  if (cluster === undefined) return { status: 'ignored', why: 'the instance is not ours' };
  if (happening.about === 'cluster' && happening.ofActiveHost && isComplete(await ports.observations.read(cluster)))
    return { status: 'ignored', why: 'every host has joined' };
  if ((await ports.clusterSpecs.read(cluster)) === undefined)
    return { status: 'ignored', why: 'the cluster is not managed' };
  const seen = happening.about === 'cluster' ? happening.seen : undefined;
  const tells = happening.about === 'cluster' ? happening.tells : undefined;
  await ports.wake.wake({
    cluster,
    cause: happening.cause,
    sentAt: ports.clock.now(),
    ...(seen !== undefined && { seen }),
    ...(tells !== undefined && { tells }),
  });
  return { status: 'woken', cluster };
};

const isComplete = (last: Observation | undefined): boolean =>
  last !== undefined &&
  last.unfinished !== true &&
  last.groups.every(({ desired, joined, joining, draining }) => joined === desired && joining === 0 && draining === 0);
