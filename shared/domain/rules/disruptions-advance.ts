import type { Action } from '../action.ts';
import { takesSlot, terminationBrake, voluntarySlots } from '../brakes.ts';
import { needsSlot } from '../causes.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Disruption } from '../ledger.ts';
import type { Situation } from '../situation.ts';
import { isPresent, type Stage } from '../stage.ts';
import { advance } from '../stages.ts';
import type { Findings, Rule } from './rule.ts';

/** Every disruption in the ledger takes its next step, if it may: launch first, wait, drain, terminate, deregister. */
export const disruptionsAdvance: Rule = {
  name: 'disruptions-advance',
  find(situation) {
    if (situation.ledgers.every(({ disruptions }) => disruptions.length === 0)) return {};
    const actions: Action[] = [];
    const notes: string[] = [];
    const before = hostsOf(situation);
    const fleet = fleetOf(before);
    const brake = terminationBrake(situation, before);
    for (const { group, disruptions } of situation.ledgers)
      for (const disruption of disruptions) {
        const host = fleet.hosts.get(disruption.host) ?? forgotten(group, disruption);
        const stage: Stage = { situation, hosts: fleet.hosts, host, disruption, brake };
        const found = waitsForSlot(situation, host, fleet) ?? advance(stage);
        actions.push(...(found.actions ?? []));
        notes.push(...(found.notes ?? []));
        // What takes or frees a slot, starts a drain or uses up a replacement is seen by the next one.
        for (const action of found.actions ?? []) fleet.change(host.id, action);
      }
    return { actions, notes };
  },
};

interface Fleet {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly size: (group: string) => number;
  readonly taken: (group: string) => number;
  readonly change: (host: string, action: Action) => void;
}

/** The hosts as they will be after the actions so far, without reading all of them again after each. */
const fleetOf = (before: readonly Host[]): Fleet => {
  const hosts = new Map(before.map((host) => [host.id, host]));
  const sizes = new Map<string, number>();
  const taken = new Map<string, number>();
  const add = (counts: Map<string, number>, group: string, by: number) =>
    counts.set(group, (counts.get(group) ?? 0) + by);
  const count = (host: Host, by: 1 | -1) => {
    if (isPresent(host)) add(sizes, host.group, by);
    if (takesSlot(host)) add(taken, host.group, by);
  };
  for (const host of before) count(host, 1);
  return {
    hosts,
    size: (group) => sizes.get(group) ?? 0,
    taken: (group) => taken.get(group) ?? 0,
    change: (id, action) => {
      const host = hosts.get(id);
      if (host === undefined) return;
      const changed = after(host, action);
      count(host, -1);
      count(changed, 1);
      hosts.set(id, changed);
    },
  };
};

const after = (host: Host, action: Action): Host => {
  const { disruption: _, ...undisturbed } = host;
  switch (action.type) {
    case 'enter-disruption':
      return { ...host, disruption: action.disruption };
    case 'close-disruption':
      return undisturbed;
    case 'set-status':
      return { ...host, state: action.status === 'DRAINING' ? 'draining' : 'joined' };
    case 'terminate':
      return { ...host, state: 'gone' };
    default:
      return host;
  }
};

const waitsForSlot = (situation: Situation, host: Host, fleet: Fleet): Findings | undefined => {
  const { disruption, group } = host;
  if (disruption?.stage !== 'wanted' || !needsSlot(disruption) || !isPresent(host)) return undefined;
  const size = situation.wanted.spec.groups.find(({ name }) => name === group)?.count ?? fleet.size(group);
  const taken = fleet.taken(group);
  if (taken < voluntarySlots(size)) return undefined;
  return {
    notes: [`${host.id} waits: ${taken} of at most ${voluntarySlots(size)} disruptions of ${group} are in flight`],
  };
};

/** A host that EC2 no longer shows at all. */
const forgotten = (group: string, disruption: Disruption): Host => ({
  id: disruption.host,
  group,
  state: 'gone',
  availabilityZone: '',
  launchedAt: 0,
  configVersion: '',
  tasks: 0,
  disruption,
});
