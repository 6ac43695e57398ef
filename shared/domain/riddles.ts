/**
 * Ledgers that cannot be trusted: gone, damaged, or older than what was launched from them. A launch could be repeated and a host
 * forgotten, so nothing of such a group is changed until somebody puts the cluster again: then the ledger is founded anew.
 */
import type { Action } from './action.ts';
import { emptyLedger } from './capacity.ts';
import type { History } from './history.ts';
import { launchedIds } from './launched.ts';
import type { FormerLaunch, Ledger } from './ledger.ts';
import { own } from './own.ts';
import type { Situation } from './situation.ts';
import type { InstanceView } from './snapshot.ts';
import { tagNames } from './tags.ts';

export interface Riddle {
  /** Undefined: it is about a service. */
  readonly group?: string;
  /** In words for people: what is wrong, and what can be done. */
  readonly what: string;
  /** A later version of us has written it: it is not ours to write over. */
  readonly newer: boolean;
}

type Known = Pick<Situation, 'wanted' | 'ledgers' | 'history' | 'unreadable'> & {
  readonly world: Pick<Situation['world'], 'instances'>;
};

export const riddlesOf = (situation: Known): readonly Riddle[] => {
  const { wanted, ledgers, history, unreadable = [] } = situation;
  const current = wanted.deleting === undefined ? wanted.spec.groups.map(({ name }) => name) : [];
  const remembered = Object.keys(history.ledgers).filter((group) => current.includes(group));
  const groups = [
    ...ledgers.map(({ group }) => group),
    ...living(situation).map(groupOf),
    ...remembered,
    ...unreadable.flatMap(({ of, name }) => (of === 'ledger' ? [name] : [])),
  ];
  const ofGroups = [...new Set(groups)].sort().flatMap((group): Riddle[] => {
    const found = problemOf(group, situation);
    return found === undefined ? [] : [{ group, ...found }];
  });
  const ofServices = unreadable.flatMap(({ of, name, why, newer }): Riddle[] =>
    of === 'service' ? [{ newer, what: `the stored spec of service ${name} ${why}: it is left as it is` }] : [],
  );
  return [...ofGroups, ...ofServices];
};

const problemOf = (group: string, situation: Known): Omit<Riddle, 'group'> | undefined => {
  const { ledgers, history, unreadable = [] } = situation;
  const advice = 'nothing of this group is changed until the cluster is put again, which founds the ledger anew';
  const broken = unreadable.find(({ of, name }) => of === 'ledger' && name === group);
  if (broken?.newer)
    return {
      newer: true,
      what: `the ledger of ${group} ${broken.why}: nothing of this group is changed by this version`,
    };
  const told = (what: string) => ({ newer: false, what: `the ledger of ${group} ${what}: ${advice}` });
  if (broken !== undefined) return told(broken.why);
  const hosts = living(situation).filter((instance) => groupOf(instance) === group);
  const ledger = ledgers.find((one) => one.group === group);
  const before = own(history.ledgers, group);
  if (ledger === undefined) {
    const ids = hosts.map(({ id }) => id);
    return told(ids.length > 0 ? `is gone, although there are ${inShort(ids)}` : 'is gone, although there was one');
  }
  if (ledger.version < (before?.version ?? 0))
    return told(`is of version ${ledger.version}, and there was version ${before?.version} already`);
  const later = hosts.filter((host) => launchNumber(host) >= ledger.nextLaunch).map(({ id }) => id);
  return later.length > 0 ? told(`is older than ${inShort(later)}`) : undefined;
};

const mostNamed = 3;
const inShort = (ids: readonly string[]): string =>
  ids.length > mostNamed ? `${ids.slice(0, mostNamed).join(', ')} and ${ids.length - mostNamed} more` : ids.join(', ');

/** Terminated ones may be of a group of this name that was removed. */
const living = ({ world }: Known): readonly InstanceView[] =>
  world.instances.filter(
    (instance) => instance.state !== 'terminated' && instance.state !== 'shutting-down' && groupOf(instance) !== '',
  );

const groupOf = ({ tags }: InstanceView): string => tags[tagNames.group] ?? '';
const launchNumber = ({ tags }: InstanceView): number => Number(tags[tagNames.launch] ?? 0);

export const rememberLedgers = (situation: Situation): Pick<History, 'ledgers' | 'riddles'> => {
  const { ledgers, history, wanted } = situation;
  const groups = riddlesOf(situation).flatMap(({ group }) => (group === undefined ? [] : [group]));
  return {
    ledgers: Object.fromEntries([
      ...Object.entries(history.ledgers).filter(([group]) => groups.includes(group)),
      ...ledgers
        .filter(({ group }) => !groups.includes(group))
        .map(({ group, version, nextLaunch }) => [group, { version, nextLaunch }] as const),
    ]),
    riddles: Object.fromEntries(
      groups.map((group) => [group, own(history.riddles, group) ?? { generation: wanted.generation }]),
    ),
  };
};

/** A ledger that people have asked for by putting the cluster again: numbers above all that were used, hosts by their tags. */
export const foundedLedger = (situation: Situation, group: string): Ledger => {
  const { world, ledgers, history, wanted, unreadable = [] } = situation;
  const ledger = ledgers.find((one) => one.group === group);
  const broken = unreadable.find(({ of, name }) => of === 'ledger' && name === group);
  const ofGroup = world.instances.filter((instance) => groupOf(instance) === group);
  const used = [
    ...ofGroup.map(launchNumber),
    (ledger?.nextLaunch ?? 1) - 1,
    (own(history.ledgers, group)?.nextLaunch ?? 1) - 1,
  ];
  const alive = living(situation).filter((instance) => groupOf(instance) === group);
  const numbers = [...new Set(alive.map(launchNumber))].sort((a, b) => a - b);
  const former = numbers.map((number): FormerLaunch => {
    const hosts = alive.filter((instance) => launchNumber(instance) === number);
    const enteredAt = Math.min(...hosts.map(({ launchedAt }) => launchedAt));
    return { number, enteredAt, reason: 'founded anew from tags', instanceIds: hosts.map(({ id }) => id) };
  });
  return {
    ...emptyLedger(wanted.cluster, group),
    version: ledger?.version ?? broken?.version ?? 0,
    nextLaunch: Math.max(...used) + 1,
    former,
  };
};

/**
 * A ledger that is founded anew, or given up with its group, counts from then on: known before it is done, and noticed again if
 * that fails.
 */
export const withLedgers = (history: History, actions: readonly Action[]): History => {
  const given = new Map<string, History['ledgers'][string] | undefined>();
  for (const action of actions)
    if (action.type === 'forget-group') given.set(action.group, undefined);
    else if (action.type === 'found-ledger') {
      const { version, nextLaunch } = action.ledger;
      given.set(action.group, { version: version + 1, nextLaunch });
    }
  if (given.size === 0) return history;
  const ledgers = [...Object.entries(history.ledgers).filter(([group]) => !given.has(group)), ...given];
  return {
    ...history,
    ledgers: Object.fromEntries(ledgers.flatMap(([group, ledger]) => (ledger === undefined ? [] : [[group, ledger]]))),
  };
};

/** Whether an action would change something of a group whose ledger is a riddle; the end of a cluster concerns all. */
export const concerns = (riddles: readonly Riddle[], situation: Situation): ((action: Action) => boolean) => {
  if (riddles.length === 0) return () => false;
  const groups = new Set(riddles.map(({ group }) => group));
  const { world, ledgers } = situation;
  const groupOfHost = (id: string): string | undefined => {
    const instance = world.instances.find((one) => one.id === id);
    return instance === undefined ? ledgers.find((one) => launchedIds([one]).has(id))?.group : groupOf(instance);
  };
  return (action) => {
    if (action.type === 'found-ledger') return false;
    if (action.type === 'delete-cluster' || action.type === 'forget-cluster') return true;
    if ('group' in action) return groups.has(action.group);
    if (action.type === 'set-status' || action.type === 'deregister') {
      const group = groupOfHost(action.subject);
      return group === undefined || groups.has(group);
    }
    return false;
  };
};
