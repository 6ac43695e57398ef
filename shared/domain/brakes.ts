/** What holds disruptions back. The ledger's entries are the slots: they are counted, never estimated. */
import { needsSlot } from './causes.ts';
import { clusterHealth } from './health.ts';
import type { Host } from './hosts.ts';
import type { Disruption } from './ledger.ts';
import type { Situation } from './situation.ts';

/** Voluntary disruptions in flight at most: ten per cent of a group, and at least one. */
export const voluntarySlots = (groupSize: number): number => Math.max(1, Math.ceil(groupSize * 0.1));

const inFlight: readonly Disruption['stage'][] = ['launching', 'draining', 'terminating'];

/** Until the entry is closed: a termination that was only just asked for may yet be refused. */
export const holdsSlot = (disruption: Disruption): boolean =>
  needsSlot(disruption) && inFlight.includes(disruption.stage);

export const takesSlot = ({ disruption }: Host): boolean => disruption !== undefined && holdsSlot(disruption);

export const slotsTaken = (hosts: readonly Host[]): number => hosts.filter(takesSlot).length;

/** Unhealthy by inference at most, while terminations by inference go on: at least one of a group and of the region. */
const ofGroupAllowed = 0.2;
const ofRegionAllowed = 0.45;

/** What there is to do for people where a brake holds: only they can know that a host is lost indeed. */
export const byHand = 'who knows that it is lost may terminate it through the API, which no brake holds';

/** What another cluster said longer ago says nothing about now. */
const healthHoldsForMs = 5 * 60_000;

export interface Brake {
  readonly of: 'group' | 'region';
  readonly holds: boolean;
  /** One sentence about what was counted, whether it holds or not. */
  readonly counted: string;
}

/**
 * So many hosts look lost that the trouble is likely not with the hosts: then nothing is terminated by inference, while
 * launching goes on. Counted once for all groups.
 */
export const terminationBrake = (situation: Situation, hosts: readonly Host[]): ((group: string) => Brake) => {
  const { wanted, history, now, world } = situation;
  const health = (some: readonly Host[]) => clusterHealth(wanted.cluster, some, history, now);
  const others = (world.region ?? []).filter(
    ({ cluster, at }) => cluster !== wanted.cluster && now - at <= healthHoldsForMs,
  );
  const all = [health(hosts), ...others];
  const region = braked('region', 'the region', ofRegionAllowed, total(all, 'hosts'), total(all, 'unhealthy'));
  const known = new Map<string, Brake>();
  return (group) => {
    const before = known.get(group);
    if (before !== undefined) return before;
    const own = health(hosts.filter((host) => host.group === group));
    // The surge, launched because others look lost, is no reason to believe that they are.
    const count = wanted.spec.groups.find(({ name }) => name === group)?.count ?? own.hosts;
    const brake = braked('group', `group ${group}`, ofGroupAllowed, Math.min(own.hosts, count), own.unhealthy);
    const found = region.holds && !brake.holds ? region : brake;
    known.set(group, found);
    return found;
  };
};

const total = (all: readonly { readonly hosts: number; readonly unhealthy: number }[], what: 'hosts' | 'unhealthy') =>
  all.reduce((sum, one) => sum + one[what], 0);

const braked = (of: Brake['of'], where: string, share: number, hosts: number, unhealthy: number): Brake => {
  const allowed = Math.max(1, Math.ceil(hosts * share));
  const holds = unhealthy > allowed;
  const than = holds ? `, more than ${allowed}: terminations stop` : `; only at more than ${allowed} terminations stop`;
  return { of, holds, counted: `${unhealthy} of ${hosts} hosts of ${where} look unhealthy${than}` };
};
