/** How far something that is done to one host has come: drain, activate, replace, terminate. */
import type { Disruption, Ledger } from './ledger.ts';
import type { Observation } from './observation.ts';
import type { ContainerInstanceView } from './snapshot.ts';
import { counts, failed, settled, type WishProgress, type WrittenMark, waiting } from './wish-progress.ts';

type Change = 'replace' | 'drain' | 'activate' | 'terminate';

/** What is known of one host while something is done to it. */
export interface HostSigns {
  readonly host: string;
  readonly operation: string;
  readonly ledgers: readonly Ledger[];
  readonly registered: ContainerInstanceView | undefined;
  readonly observation: Observation | undefined;
}

export const hostChange = (change: Change, signs: HostSigns, mark: WrittenMark): WishProgress => {
  const { host, operation, ledgers, registered } = signs;
  const entry = ledgers.flatMap(({ disruptions }) => disruptions).find((one) => one.host === host);
  if (entry?.stage === 'given-up') return failed('GivenUp', givenUp(entry, registered));
  if (entry === undefined) return afterwards(change, signs, mark);
  if (change === 'drain' && entry.kind === 'drain' && entry.stage === 'drained')
    return settled(3, { host, drained: true });
  const ending = entry.kind === 'replace' || entry.kind === 'terminate' || entry.kind === 'remove';
  const another = entry.operation !== operation && entry.kind !== change && !(ending && change !== 'activate');
  if (another) return failed('GivenUp', `Another request took over ${host}: ${entry.reason}.`);
  return waiting(stages.indexOf(entry.stage), stages.length, inWords(entry, registered));
};

const stages: readonly Disruption['stage'][] = ['wanted', 'launching', 'draining', 'terminating'];

const tasksOn = (registered: ContainerInstanceView | undefined): string => {
  const tasks = (registered?.runningTasks ?? 0) + (registered?.pendingTasks ?? 0);
  return tasks === 1 ? '1 task is' : `${tasks} tasks are`;
};

const givenUp = ({ host, kind }: Disruption, registered: ContainerInstanceView | undefined): string =>
  `Time was up for the ${kind} of ${host}, so it was given up: ${tasksOn(registered)} on it, and it takes tasks again.`;

const inWords = (entry: Disruption, registered: ContainerInstanceView | undefined): readonly string[] => {
  const words = {
    wanted: `${entry.host} waits for its turn`,
    launching: `the host that replaces ${entry.host} has to join first`,
    draining: `${entry.host} drains: ${tasksOn(registered)} still on it`,
    terminating: `${entry.host} is being terminated`,
    drained: `${entry.host} is drained`,
    'given-up': entry.reason,
  };
  return [words[entry.stage]];
};

/** The entry is closed when there is nothing left to do, or when somebody changed their mind. */
const afterwards = (change: Change, { host, registered, observation }: HostSigns, mark: WrittenMark): WishProgress => {
  const total = stages.length;
  const active = registered?.status === 'ACTIVE';
  if (change === 'activate') {
    if (active) return settled(1, { host, active: true });
    if (registered === undefined) return failed('HostNotFound', `${host} has gone.`);
    return waiting(0, 1, [`${host} is ${registered.status}`]);
  }
  if (active && registered.agentConnected)
    return counts(observation, mark)
      ? failed('GivenUp', `${host} is active, and nobody is going to ${change} it any more.`)
      : waiting(0, total, []);
  if (change === 'drain' && registered !== undefined)
    return registered.runningTasks + registered.pendingTasks === 0
      ? settled(total, { host, drained: true })
      : waiting(total - 1, total, [`${host} drains`]);
  if (registered !== undefined) return waiting(total - 1, total, [`${host} is still registered`]);
  if (change !== 'replace') return settled(total, { host, gone: true });
  if (!counts(observation, mark)) return waiting(total - 1, total, []);
  const short = observation.groups.filter(({ joined, desired }) => joined < desired);
  if (short.length > 0 && !observation.settled) return waiting(total - 1, total, observation.waitingFor);
  return settled(total, { host, replaced: true });
};
