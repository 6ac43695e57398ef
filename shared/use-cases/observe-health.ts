/** How the hosts are: what is read beside them, and when. Each read has to pay for itself: the hosts alone say most. */
import type { Told } from '../domain/happening.ts';
import { awayMs, isRestartDue, lostAfterMs, unhealthyByInference } from '../domain/health.ts';
import { type Host, hostsOf } from '../domain/hosts.ts';
import { own } from '../domain/own.ts';
import { failuresOfMs } from '../domain/remember-failures.ts';
import type { ClusterHealth, Situation, World } from '../domain/situation.ts';
import { taskFailures } from '../domain/task-failures.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

export type Health = Pick<World, 'statuses' | 'interrupted' | 'reachable' | 'failures' | 'region'>;
type HealthPorts = Pick<ReadingPorts, 'fleet' | 'agents' | 'stoppedTasks' | 'regionHealth'>;

/** A little less than the sweep's minute, so that each sweep reads. */
const readEachMs = 55_000;
/** In doubt it is read sooner, but not by each look of a storm. */
const inDoubtEachMs = 10_000;
const mostFailures = 200;

/**
 * Nothing is read of a cluster that goes away, or that is not to be healed. `told` is what events were about: an event only
 * says where to look, and what it said is read here.
 */
export const observeHealth = async (
  situation: Situation,
  told: ReadonlySet<Told>,
  ports: HealthPorts,
): Promise<Health> => {
  const { wanted, world, now } = situation;
  if (wanted.deleting !== undefined || wanted.spec.policy.healing === 'off') return {};
  const hosts = hostsOf(situation).filter(({ state }) => state !== 'gone');
  const [statuses, interrupted, reachable, stopped] = await Promise.all([
    isStatusDue(situation, hosts, told) ? readStatuses(hosts, ports) : undefined,
    readInterrupted(hosts, ports),
    readReachable(situation, hosts, ports),
    isDue(situation, readEachMs) || told.has('tasks')
      ? ports.stoppedTasks.since(wanted.cluster, now - failuresOfMs, mostFailures)
      : undefined,
  ]);
  const health: Health = {
    ...(statuses !== undefined && { statuses }),
    ...(interrupted !== undefined && { interrupted }),
    ...(reachable !== undefined && { reachable }),
    ...(stopped !== undefined && { failures: taskFailures(stopped, world.containerInstances) }),
  };
  return hosts.some((host) => isUnhealthy(host, situation, health))
    ? { ...health, region: await readRegion(wanted.cluster, ports) }
    : health;
};

const isDue = ({ now, history }: Situation, eachMs: number): boolean => now - history.statusReadAt >= eachMs;

/** An agent that has just gone may be the first sign of a host that is broken. */
const isStatusDue = (situation: Situation, hosts: readonly Host[], told: ReadonlySet<Told>): boolean => {
  const inDoubt =
    told.has('maintenance') ||
    hosts.some((host) => isAway(host) && own(situation.history.agentAwaySince, host.id) === undefined);
  return isDue(situation, inDoubt ? inDoubtEachMs : readEachMs);
};

/** EC2 checks running instances only. */
const readStatuses = async (hosts: readonly Host[], { fleet }: HealthPorts): Promise<World['statuses']> => {
  const ids = hosts.filter(({ instance }) => instance?.state === 'running').map(({ id }) => id);
  const found = ids.length === 0 ? [] : await fleet.statuses(ids);
  return Object.fromEntries(found.map((status) => [status.id, status]));
};

/** A notice comes two minutes ahead: too late for a look a minute later. */
const readInterrupted = async (hosts: readonly Host[], { fleet }: HealthPorts): Promise<World['interrupted']> => {
  const spot = hosts.filter(({ instance, state }) => instance?.market === 'spot' && state !== 'stopped');
  return spot.length === 0 ? undefined : fleet.interrupted(spot.map(({ id }) => id));
};

/** One that has been away for long may be for hours: then once a minute is enough. */
const readReachable = async (
  situation: Situation,
  hosts: readonly Host[],
  { agents }: HealthPorts,
): Promise<World['reachable']> => {
  const { history, now } = situation;
  const asked = hosts.filter(
    (host) =>
      isRestartDue(host, history, now) && (awayMs(host, history, now) < lostAfterMs || isDue(situation, readEachMs)),
  );
  return asked.length === 0 ? undefined : agents.reachable(asked.map(({ id }) => id));
};

/** What the others say matters only to who is about to terminate by inference. */
const readRegion = async (cluster: string, { regionHealth }: HealthPorts): Promise<readonly ClusterHealth[]> =>
  (await regionHealth.read()).filter((other) => other.cluster !== cluster);

const isAway = ({ state, containerInstance }: Host): boolean =>
  state !== 'stopped' && containerInstance?.agentConnected === false;

/** By what is remembered, or by the checks that were read just now. */
const isUnhealthy = (host: Host, { history, now }: Situation, { statuses }: Health): boolean => {
  const checks = statuses?.[host.id];
  return checks?.system === 'impaired' || checks?.instance === 'impaired' || unhealthyByInference(host, history, now);
};
