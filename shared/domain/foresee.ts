/**
 * The situation as it will be right after an action: what is entered in the ledger, and what AWS will show at once. With it
 * each rule sees what the rules before it have decided, and a dry run can be planned to its end.
 */
import type { Action } from './action.ts';
import { ledgerOf } from './capacity.ts';
import { foreseeHosts } from './foresee-hosts.ts';
import type { Ledger } from './ledger.ts';
import { enterLaunch } from './ledger-changes.ts';
import { constraintsOf, strategiesOf } from './placement.ts';
import type { Situation, World } from './situation.ts';
import type { ServiceView } from './snapshot.ts';

export const foresee = (situation: Situation, actions: readonly Action[]): Situation =>
  actions.reduce(after, foreseeHosts(situation, actions));

const after = (situation: Situation, action: Action): Situation => {
  const world = (changes: Partial<World>): Situation => ({ ...situation, world: { ...situation.world, ...changes } });
  const ledger = (group: string, change: (ledger: Ledger) => Ledger): Situation => ({
    ...situation,
    ledgers: [...situation.ledgers.filter((one) => one.group !== group), change(ledgerOf(situation, group))],
  });
  const services = (change: (service: ServiceView) => ServiceView): Situation =>
    world({ services: situation.world.services.map(change) });
  switch (action.type) {
    case 'create-cluster':
      return world({ cluster: emptyCluster(situation, action.tags) });
    case 'write-config': {
      const version = Number(action.configVersion.split(':').at(-1));
      return world({ configs: { ...situation.world.configs, [action.group]: { version, value: action.content } } });
    }
    case 'found-ledger':
      return ledger(action.group, () => ({ ...action.ledger, version: action.ledger.version + 1 }));
    case 'launch':
      return ledger(action.group, (one) => enterLaunch(one, action.launch));
    case 'create-service':
      return world({ services: [...situation.world.services, newService(action)] });
    case 'update-service':
      return services((one) =>
        one.name === action.service ? { ...one, ...asAsked(action), ...begun(one, action) } : one,
      );
    case 'delete-service':
      return services((one) => (one.name === action.service ? { ...one, status: 'DRAINING', desired: 0 } : one));
    case 'forget-service':
      return { ...situation, services: situation.services.filter(({ service }) => service !== action.service) };
    case 'forget-group': {
      const { [action.group]: _, ...configs } = situation.world.configs;
      return { ...world({ configs }), ledgers: situation.ledgers.filter(({ group }) => group !== action.group) };
    }
    case 'delete-cluster': {
      const { cluster: _, ...rest } = situation.world;
      return { ...situation, world: rest };
    }
    case 'enter-disruption':
    case 'close-disruption':
    case 'set-status':
    case 'terminate':
    case 'deregister':
    case 'stop-task':
    case 'restart-agent':
    case 'nudge-service':
    case 'forget-cluster':
      return situation;
  }
};

const emptyCluster = (situation: Situation, tags: Readonly<Record<string, string>>) => ({
  name: situation.wanted.cluster,
  arn: '',
  status: 'ACTIVE' as const,
  runningTasks: 0,
  pendingTasks: 0,
  registeredContainerInstances: 0,
  activeServices: 0,
  tags,
});

type ServiceAsked = Extract<Action, { type: 'create-service' | 'update-service' }>;

const asAsked = ({ spec, constraints }: ServiceAsked) => ({
  taskDefinition: spec.taskDefinition,
  minimumHealthyPercent: spec.deployment.minimumHealthyPercent,
  maximumPercent: spec.deployment.maximumPercent,
  circuitBreaker: spec.deployment.circuitBreaker,
  ...(spec.scheduling === 'REPLICA' && {
    desired: spec.desiredCount,
    placementStrategies: strategiesOf(spec.placement),
  }),
  placementConstraints: constraintsOf(spec.placement, constraints),
  ...(spec.network !== undefined && { network: spec.network }),
});

const begun = ({ deployments }: ServiceView, { anew }: Extract<Action, { type: 'update-service' }>) =>
  anew === undefined
    ? {}
    : {
        deployments: deployments.map((one) =>
          one.status === 'PRIMARY' ? { ...one, id: '', rolloutState: 'IN_PROGRESS' } : one,
        ),
      };

const newService = (action: Extract<Action, { type: 'create-service' }>): ServiceView => ({
  name: action.service,
  arn: '',
  status: 'ACTIVE',
  scheduling: action.spec.scheduling,
  desired: 0,
  running: 0,
  pending: 0,
  placementStrategies: [],
  deployments: [],
  events: [],
  tags: action.tags,
  ...asAsked(action),
});
