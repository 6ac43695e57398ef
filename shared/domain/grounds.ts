/**
 * What every action was decided on and weighed against, as far as the rule that decided has not said it itself: facts about its
 * host, group or service, and the brakes and budgets that were looked at. For people who read a decision at night.
 */
import type { Action } from './action.ts';
import { type Brake, slotsTaken, takesSlot, terminationBrake, voluntarySlots } from './brakes.ts';
import { groupState } from './capacity.ts';
import { isForceful, isInferred, isVoluntary, needsSlot } from './causes.ts';
import { coolingOf } from './cooling.ts';
import { awayMs } from './health.ts';
import { type Host, hostsOf } from './hosts.ts';
import type { Disruption, Ledger } from './ledger.ts';
import { own } from './own.ts';
import { offeringName, type Situation } from './situation.ts';
import { counted, duration } from './words.ts';

type Grounds = Required<Pick<Action, 'seen' | 'weighed'>>;

/** `situation` is that before the actions, with the history of after this reading. */
export const withGrounds = (actions: readonly Action[], situation: Situation): readonly Action[] => {
  if (actions.length === 0) return actions;
  const hosts = hostsOf(situation);
  const known: Known = {
    situation,
    hosts,
    byId: new Map(hosts.map((host) => [host.id, host])),
    brake: terminationBrake(situation, hosts),
    disruptions: new Map(
      actions.flatMap((action) =>
        action.type === 'enter-disruption' ? [[action.disruption.host, action.disruption] as const] : [],
      ),
    ),
    groups: new Map(),
  };
  return actions.map((action) => {
    const { seen, weighed } = groundsOf(action, known);
    return { ...action, seen: [...(action.seen ?? []), ...seen], weighed: action.weighed ?? weighed };
  });
};

interface Known {
  readonly situation: Situation;
  readonly hosts: readonly Host[];
  readonly byId: ReadonlyMap<string, Host>;
  readonly brake: (group: string) => Brake;
  /** Those that the same plan enters. */
  readonly disruptions: ReadonlyMap<string, Disruption>;
  readonly groups: Map<string, readonly string[]>;
}

const groundsOf = (action: Action, known: Known): Grounds => {
  switch (action.type) {
    case 'enter-disruption':
    case 'close-disruption':
    case 'set-status':
    case 'terminate':
    case 'deregister':
    case 'restart-agent':
      return { seen: hostSeen(action.subject, known), weighed: hostWeighed(action, known) };
    case 'launch':
      return { seen: groupSeen(action.group, known), weighed: launchWeighed(action, known) };
    case 'create-service':
    case 'update-service':
    case 'nudge-service':
    case 'delete-service':
    case 'forget-service':
      return {
        seen: serviceSeen(action.service, known.situation),
        weighed: ['waiting: nothing else has to happen before it'],
      };
    case 'stop-task':
      return {
        seen: known.byId.has(action.subject) ? hostSeen(action.subject, known) : [`it was asked for: ${action.why}`],
        weighed: ['leaving it to ECS: ECS stops no task of its own accord that is still wanted on its host'],
      };
    default:
      return {
        seen: clusterSeen(action, known.situation),
        weighed: ['waiting: nothing else has to happen before it'],
      };
  }
};

const clusterSeen = (action: Action, { wanted, world }: Situation): readonly string[] => {
  const spec = `generation ${wanted.generation} of the spec of ${wanted.cluster}`;
  if (action.type === 'write-config') {
    const config = own(world.configs, action.group);
    return [
      `${spec} describes ${action.group}`,
      config === undefined
        ? `SSM has no configuration of ${action.group}`
        : `version ${config.version} of the configuration of ${action.group} says something else`,
    ];
  }
  if (action.type === 'forget-group') return [`${spec} has no group ${action.group}, and no host of it is left`];
  if (world.cluster === undefined) return [spec, `ECS has no ACTIVE cluster ${wanted.cluster}`];
  const { registeredContainerInstances: hosts, activeServices: services, runningTasks: tasks } = world.cluster;
  const asked = wanted.deleting === undefined ? spec : `${spec} is that it is to be deleted`;
  return [
    asked,
    `ECS shows ${counted(hosts, 'host')}, ${counted(services, 'service')} and ${counted(tasks, 'task')} in it`,
  ];
};

const hostSeen = (id: string, { byId, situation }: Known): readonly string[] => {
  const host = byId.get(id);
  if (host === undefined) return [`neither EC2 nor the ledger shows ${id}`];
  const { history, now } = situation;
  const { containerInstance, instance } = host;
  const away = awayMs(host, history, now);
  const agent = containerInstance?.agentConnected
    ? 'agent connected'
    : `agent away${away > 0 ? ` for ${duration(away)}` : ''}`;
  return [
    `${id} of ${host.group}, launched ${duration(now - host.launchedAt)} ago in ${host.availabilityZone || 'an unknown zone'}, is ${instance?.state ?? 'not shown'} in EC2`,
    containerInstance === undefined
      ? 'ECS has no registration of it'
      : `ECS shows it as ${containerInstance.status}, ${agent}, ${counted(host.tasks, 'task')}${host.tasks > 0 && !containerInstance.agentConnected ? ' as last reported' : ''}`,
  ];
};

const hostWeighed = (action: Action, known: Known): readonly string[] => {
  const host = known.byId.get(action.subject);
  const disruption = known.disruptions.get(action.subject) ?? host?.disruption;
  if (action.type === 'deregister')
    return ['leaving it registered: ECS goes on counting its tasks and its room as if they were there'];
  if (action.type === 'close-disruption') return ['keeping the entry: it would go on taking a slot, or the host away'];
  if (host === undefined || disruption === undefined) return ['waiting: nothing else has to happen before it'];
  if (action.type === 'set-status' && action.status === 'ACTIVE')
    return ['leaving it DRAINING: ECS would place nothing on it for ever'];
  return [slotsSaid(host, disruption, known), ...brakeSaid(host, disruption, known)];
};

const slotsSaid = ({ id, group }: Host, disruption: Disruption, { situation, hosts }: Known): string => {
  if (!needsSlot(disruption))
    return isForceful(disruption)
      ? 'waiting for a slot: a host that is lost takes none'
      : 'waiting for a slot: what is terminated at once takes none';
  const ofGroup = hosts.filter((host) => host.group === group && host.state !== 'gone');
  const size = situation.wanted.spec.groups.find(({ name }) => name === group)?.count ?? ofGroup.length;
  const taken = `${slotsTaken(ofGroup)} of at most ${voluntarySlots(size)} voluntary disruptions of ${group} were in flight`;
  const slots = ofGroup.some((host) => host.id === id && takesSlot(host)) ? `${taken}, this one among them` : taken;
  const waits = isVoluntary(disruption) && disruption.cause !== 'quarantined';
  return waits ? `${slots}, and the policy has no window that it had to wait for` : slots;
};

const brakeSaid = ({ group }: Host, disruption: Disruption, { brake }: Known): readonly string[] =>
  isInferred(disruption) || disruption.cause === 'never-registered' ? [brake(group).counted] : [];

const groupSeen = (name: string, { situation, hosts, groups }: Known): readonly string[] => {
  const before = groups.get(name);
  if (before !== undefined) return before;
  const ofGroup = hosts.filter(({ group }) => group === name);
  const counts = [...Map.groupBy(ofGroup, ({ state }) => state)].map(([state, of]) => `${of.length} ${state}`).sort();
  const count = situation.wanted.spec.groups.find((group) => group.name === name)?.count ?? 0;
  const seen = [`${name} is to have ${counted(count, 'host')}; before this plan: ${counts.join(', ') || 'none'}`];
  groups.set(name, seen);
  return seen;
};

const launchWeighed = (action: Extract<Action, { type: 'launch' }>, { situation, hosts }: Known): readonly string[] => {
  const spec = situation.wanted.spec.groups.find(({ name }) => name === action.group);
  if (spec === undefined) return [];
  const group = groupState(situation, spec, hosts);
  const cooling = coolingSaid(spec.name, situation, group.ledger);
  const living = group.hosts.filter(({ state }) => state !== 'stopped').length + group.open;
  const backOff = own(situation.history.backOff, action.group);
  return [
    `at most ${spec.count} hosts and ${spec.surge} above that may live; before this plan ${living} did`,
    cooling,
    backOff === undefined
      ? 'a back-off: there is none, as no host that was launched lately has failed to join'
      : `as a probe only, as ${backOff.reason}`,
  ];
};

const coolingSaid = (group: string, situation: Situation, ledger: Ledger): string => {
  const ingredients = own(situation.world.ingredients, group);
  const offerings = ingredients?.status === 'ready' ? ingredients.offerings : [];
  const why = coolingOf(situation, ledger);
  const cold = offerings.flatMap((offering) => {
    const reason = why(offering);
    return reason === undefined ? [] : [`${offeringName(offering)} (${reason})`];
  });
  if (cold.length === 0) return 'other offerings: none was refused lately, and this zone has the fewest hosts';
  const more = cold.length > 3 ? ` and ${cold.length - 3} more` : '';
  return `other offerings: left alone for some minutes are ${cold.slice(0, 3).join(', ')}${more}`;
};

const serviceSeen = (name: string, { world, services }: Situation): readonly string[] => {
  const view = world.services.find((service) => service.name === name);
  const wanted = services.find(({ service }) => service === name);
  const asked = wanted === undefined ? [] : [`generation ${wanted.generation} asks for ${wanted.spec.taskDefinition}`];
  if (view === undefined) return [...asked, `ECS has no service ${name}`];
  return [
    ...asked,
    `ECS runs ${view.running} of ${view.desired} tasks of ${view.taskDefinition}, ${view.pending} more are starting`,
  ];
};
