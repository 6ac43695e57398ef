import type { Happening } from '../domain/happening.ts';
import type { Observation } from '../domain/observation.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, InstanceIndex, Observations } from '../ports/stores.ts';
import type { Wake, WakeMessage } from '../ports/wake.ts';
import { readableSpec } from './readable-spec.ts';

export interface FleetChangedPorts {
  readonly clock: Clock;
  readonly clusterSpecs: Pick<ClusterSpecs, 'read'>;
  readonly instanceIndex: Pick<InstanceIndex, 'clusterOf'>;
  readonly observations: Pick<Observations, 'read'>;
  readonly wake: Pick<Wake, 'wake'>;
}

export type Woken =
  | { readonly status: 'woken'; readonly clusters: readonly string[] }
  | { readonly status: 'ignored'; readonly why: string };

/**
 * Wakes the one writer for clusters that we manage; whatever else happens in the account is acknowledged and left alone. Agents
 * come and go several times an hour, and every task changes what its host has left: while no host is on its way, such events
 * can wait for the sweep, a minute later at most. Whatever takes a host or a task away does not wait.
 */
export const wakeForHappening = async (happening: Happening, ports: FleetChangedPorts): Promise<Woken> => {
  if (happening.about === 'nothing') return { status: 'ignored', why: happening.why };
  return happening.about === 'cluster' ? ofCluster(happening, ports) : ofInstances(happening, ports);
};

const ofCluster = async (
  { cluster, cause, tells, seen, ofActiveHost }: Extract<Happening, { about: 'cluster' }>,
  ports: FleetChangedPorts,
): Promise<Woken> => {
  if (ofActiveHost && isComplete(await ports.observations.read(cluster)))
    return { status: 'ignored', why: 'every host has joined' };
  const message = { cause, ...(tells !== undefined && { tells }), ...(seen !== undefined && { seen }) };
  return (await woken(cluster, message, ports))
    ? { status: 'woken', clusters: [cluster] }
    : { status: 'ignored', why: 'the cluster is not managed' };
};

const ofInstances = async (
  { instances, cause, tells, shows }: Extract<Happening, { about: 'instances' }>,
  ports: FleetChangedPorts,
): Promise<Woken> => {
  const owners = new Map<string, string>();
  for (const id of instances) {
    const cluster = await ports.instanceIndex.clusterOf(id);
    if (cluster !== undefined) owners.set(cluster, id);
  }
  if (owners.size === 0) return { status: 'ignored', why: 'no instance of ours' };
  const clusters: string[] = [];
  for (const [cluster, id] of owners) {
    const instance = shows === undefined ? {} : { instance: { id, shows } };
    if (await woken(cluster, { cause, ...(tells !== undefined && { tells }), ...instance }, ports))
      clusters.push(cluster);
  }
  return clusters.length > 0 ? { status: 'woken', clusters } : { status: 'ignored', why: 'the cluster is not managed' };
};

const woken = async (
  cluster: string,
  message: Omit<WakeMessage, 'cluster' | 'sentAt'>,
  { clusterSpecs, wake, clock }: FleetChangedPorts,
): Promise<boolean> => {
  if ((await readableSpec(cluster, { clusterSpecs })) === undefined) return false;
  await wake.wake({ cluster, sentAt: clock.now(), canWait: true, ...message });
  return true;
};

const isComplete = (last: Observation | undefined): boolean =>
  last !== undefined &&
  last.unfinished !== true &&
  last.groups.every(({ desired, joined, joining, draining }) => joined === desired && joining === 0 && draining === 0);
