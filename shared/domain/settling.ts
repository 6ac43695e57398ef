/** Is everything as wished? Answered for people and for the workflows that watch: what is there, and what is waited for. */

import type { Action } from './action.ts';
import { configParameter } from './agent-config.ts';
import { awaitedHosts } from './awaited-hosts.ts';
import { type GroupState, groupStates } from './capacity.ts';
import type { History } from './history.ts';
import { foreignContainerInstances, type Host, hostsOf } from './hosts.ts';
import type { Disruption } from './ledger.ts';
import type { GroupObservation, Observation, ServiceObservation } from './observation.ts';
import { own } from './own.ts';
import { riddlesOf } from './riddles.ts';
import { rolloutOf } from './rolled-back.ts';
import { serviceDifferences } from './service-differences.ts';
import type { Situation } from './situation.ts';
import type { ServiceView } from './snapshot.ts';
import type { StoredService } from './spec.ts';

export type Settling = Pick<
  Observation,
  'generation' | 'settled' | 'riddles' | 'waitingFor' | 'groups' | 'services' | 'foreignHosts'
> & {
  /** The history, with what has been reached by now. */
  readonly remembered: History;
};

const mostWaits = 20;

export const settlingOf = (situation: Situation, actions: readonly Action[], notes: readonly string[]): Settling => {
  const { wanted, history } = situation;
  const groups = groupStates(situation);
  const hostWaits = [...groups.flatMap((group) => groupWaits(group, situation)), ...leavingWaits(situation)];
  const services = situation.services.map((service) => serviceObservation(situation, service));
  const riddles = riddlesOf(situation)
    .filter(({ group }) => !actions.some((action) => action.type === 'found-ledger' && action.group === group))
    .map(({ what }) => what);
  const trusted = riddles.length === 0;
  const quiet =
    actions.length === 0 && trusted && wanted.deleting === undefined && situation.world.cluster !== undefined;
  const groupsSettled = quiet && hostWaits.length === 0 && groups.every(({ surplus }) => surplus === 0);
  const waitingFor = [
    ...new Set([
      ...riddles,
      ...actions.map(({ reason }) => reason),
      ...notes,
      ...hostWaits,
      ...services.flatMap(({ waitingFor: waits }) => waits),
    ]),
  ];
  return {
    generation: wanted.generation,
    settled: groupsSettled && notes.length === 0 && services.every(({ settled }) => settled),
    ...(!trusted && { riddles }),
    waitingFor: waitingFor.slice(0, mostWaits),
    groups: groups.map((group) => groupObservation(group, situation)),
    services,
    foreignHosts: foreignContainerInstances(situation).length,
    remembered: {
      ...history,
      ...(groupsSettled && { settledGeneration: wanted.generation }),
      settledServices: Object.fromEntries(
        services.flatMap(({ service, settled, generation }) => {
          const before = own(history.settledServices, service);
          const reached = settled ? generation : before;
          return reached === undefined ? [] : [[service, reached] as const];
        }),
      ),
    },
  };
};

const groupWaits = (group: GroupState, { now, history }: Situation): readonly string[] => {
  const { spec, counted, open } = group;
  const waits = counted
    .filter(({ state }) => state === 'joining')
    .map(({ id, launchedAt }) =>
      history.unregisteredSince[id] === undefined
        ? `${id} was launched ${Math.round((now - launchedAt) / 1_000)} s ago and has not joined yet`
        : `${id} had joined, and is not registered any more`,
    );
  const away = counted
    .filter(({ state }) => state === 'away')
    .map(({ id }) => `the agent of ${id} is disconnected, as agents often are for some minutes`);
  const lacking = spec.count - counted.length - open;
  return [
    ...waits,
    ...away,
    ...(open > 0 ? [`${open} hosts of ${spec.name} are asked for, and EC2 has not answered yet`] : []),
    ...(lacking > 0 ? [`${spec.name} lacks ${lacking} of ${spec.count} hosts`] : []),
  ];
};

/** Hosts on their way out, whatever group they are of. What was drained by people, or given up, has come to its end. */
const leavingWaits = (situation: Situation): readonly string[] =>
  hostsOf(situation)
    .filter(isUnderWay)
    .map(({ id, disruption }) => `${id} ${stageSaid[disruption?.stage ?? 'wanted']}`);

const stageSaid: Readonly<Record<Disruption['stage'], string>> = {
  wanted: 'waits for its turn',
  launching: 'goes once another host is there in its place',
  draining: 'is being drained',
  drained: 'is drained',
  terminating: 'is being terminated',
  'given-up': 'stays as it is',
};

const isUnderWay = ({ disruption }: Host): boolean =>
  disruption !== undefined && disruption.stage !== 'drained' && disruption.stage !== 'given-up';

const groupObservation = (group: GroupState, { world, home, wanted }: Situation): GroupObservation => {
  const { spec, hosts, counted, open } = group;
  const version = own(world.configs, spec.name)?.version;
  const configVersion =
    version === undefined ? '' : `${configParameter(home.parameterPrefix, wanted.cluster, spec.name)}:${version}`;
  return {
    group: spec.name,
    desired: spec.count,
    joined: counted.filter(({ state }) => state === 'joined' || state === 'away').length,
    joining: counted.filter(({ state }) => state === 'joining').length + open,
    draining: hosts.filter(({ state }) => state === 'draining').length,
    outdatedConfig: hosts.filter((host) => host.configVersion !== configVersion).map(({ id }) => id),
    configVersion,
  };
};

const serviceObservation = (situation: Situation, service: StoredService): ServiceObservation => {
  const view = situation.world.services.find(({ name }) => name === service.service);
  const rollout = rolloutOf(situation, service, view);
  const failed = rollout.status === 'given-up';
  const waitingFor = failed
    ? [`service ${service.service} was rolled back: ${rollout.reason}; ${rollout.next}`]
    : serviceWaits(situation, service, view);
  return {
    service: service.service,
    generation: service.generation,
    desired: view?.desired ?? 0,
    running: view?.running ?? 0,
    pending: view?.pending ?? 0,
    rolloutState: failed ? 'FAILED' : (primaryOf(view)?.rolloutState ?? 'NONE'),
    settled: waitingFor.length === 0,
    waitingFor,
  };
};

const primaryOf = (view: ServiceView | undefined) => view?.deployments.find(({ status }) => status === 'PRIMARY');

const serviceWaits = (
  situation: Situation,
  stored: StoredService,
  view: ServiceView | undefined,
): readonly string[] => {
  const { world, now } = situation;
  const { service, spec, deleting } = stored;
  if (deleting !== undefined) return [`service ${service} is being deleted`];
  if (view === undefined) return [awaitedHosts(situation, stored) ?? `service ${service} does not exist yet`];
  const rollouts = view.deployments.length;
  const rollingOut = rollouts > 1 || primaryOf(view)?.rolloutState === 'IN_PROGRESS';
  const differs = serviceDifferences(view, spec, own(world.constraints, service) ?? []).length > 0;
  const counts = view.running !== view.desired || view.pending > 0;
  if (!rollingOut && !differs && !counts) return [];
  const trouble = view.events
    .filter(({ at, message }) => now - at < saidLatelyMs && /unable|fail|unhealthy|error/i.test(message))
    .toSorted((a, b) => b.at - a.at)[0];
  const said = trouble === undefined ? '' : `: ${trouble.message.slice(0, longestMessage)}`;
  const state = rollingOut ? `is rolling out ${spec.taskDefinition}, ` : 'has ';
  const starting = view.pending > 0 ? ` and ${view.pending} more starting` : '';
  return [`service ${service} ${state}${view.running} of ${view.desired} tasks running${starting}${said}`];
};

/** ECS's own words about trouble; older ones are about something else. */
const saidLatelyMs = 5 * 60_000;
const longestMessage = 300;
