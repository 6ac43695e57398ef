/** One action by itself: those that no call and no write does for several at once. */
import type { Action } from '../domain/action.ts';
import { emptyLedger } from '../domain/capacity.ts';
import { AppError } from '../domain/errors.ts';
import type { Ledger } from '../domain/ledger.ts';
import { enterLaunch } from '../domain/ledger-changes.ts';
import type { Situation } from '../domain/situation.ts';
import { clusterTags } from '../domain/tags.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { carryOut, write } from './settle-launches.ts';

export interface Result {
  readonly outcome: 'done' | 'already-so' | 'failed' | 'skipped';
  readonly detail?: string;
  /** What failed may work when it is tried again soon. */
  readonly retryable?: boolean;
}

export const done: Result = { outcome: 'done' };

export interface ApplyContext {
  readonly situation: Situation;
  /** As they are now: each write moves the version on. */
  readonly ledgers: Map<string, Ledger>;
  readonly ports: ReconcilePorts;
}

type TogetherType = 'enter-disruption' | 'close-disruption' | 'terminate' | 'set-status';
export type Alone = Exclude<Action, { readonly type: TogetherType }>;

/** Throws AppError. */
export const actAlone = async (action: Alone, context: ApplyContext): Promise<Result> => {
  const { situation, ports } = context;
  const { wanted, home } = situation;
  const { cluster } = wanted;
  switch (action.type) {
    case 'create-cluster':
      await ports.clusters.createCluster(cluster, action.tags);
      return done;
    case 'write-config':
      return writeConfig(action, context);
    case 'found-ledger':
      context.ledgers.set(action.group, await write(action.ledger, ports));
      return done;
    case 'launch':
      return launch(action, context);
    case 'deregister':
      await ports.clusters.deregister(cluster, action.containerInstance);
      return done;
    case 'stop-task': {
      const outcome = await ports.tasks.stop(cluster, action.task, action.why);
      if (action.demand !== undefined) await ports.demands.remove(action.demand);
      return outcome === 'unknown' ? { outcome: 'already-so', detail: 'ECS does not know this task (any more)' } : done;
    }
    case 'create-service': {
      const { service, spec, constraints, tags, clientToken } = action;
      await ports.services.create({ cluster, service, spec, constraints, tags, clientToken });
      return done;
    }
    case 'update-service': {
      const { service, spec, constraints, anew: forceNewDeployment = false } = action;
      await ports.services.update({ cluster, service, spec, constraints, forceNewDeployment });
      return done;
    }
    case 'nudge-service': {
      const { service, spec, constraints } = action;
      await ports.services.update({ cluster, service, spec, constraints, forceNewDeployment: false });
      return done;
    }
    case 'restart-agent':
      return (await ports.agents.restart(action.host)) === 'sent'
        ? done
        : { outcome: 'failed', detail: `SSM does not reach ${action.host}` };
    case 'delete-service':
      await ports.services.remove(cluster, action.service);
      return done;
    case 'forget-service':
      await ports.graves.add(cluster, ports.clock.now(), action.service);
      return written(await ports.serviceSpecs.remove(cluster, action.service, action.generation), action);
    case 'forget-group': {
      await ports.parameters.remove(action.parameters);
      const ledger = context.ledgers.get(action.group);
      if (ledger === undefined) return done;
      return written(await ports.ledgers.remove(cluster, action.group, ledger.version), action);
    }
    case 'delete-cluster':
      await ports.clusters.deleteCluster(cluster);
      return done;
    case 'forget-cluster':
      for (const demand of situation.demands) await ports.demands.remove(demand);
      await ports.histories.remove(cluster);
      await ports.observations.remove(cluster);
      await ports.regionHealth.remove(cluster);
      await ports.graves.add(cluster, ports.clock.now());
      return written(await ports.clusterSpecs.remove(cluster, action.generation), action);
  }
  return unknown(action, home.stack);
};

const unknown = (action: never, stack: string): never => {
  throw new Error(`${stack}: unknown action ${JSON.stringify(action)}`);
};

const written = (outcome: 'written' | 'conflict', action: Action): Result => {
  if (outcome === 'written') return done;
  throw new AppError('Conflict', `${action.subject} was written by somebody else`);
};

/** Writes a ledger as it is to be, over the version that is known; throws Conflict when another one is there. */
export const changeLedger = async (
  group: string,
  context: ApplyContext,
  changed: (ledger: Ledger) => Ledger,
): Promise<Ledger> => {
  const { situation, ledgers, ports } = context;
  const ledger = ledgers.get(group) ?? emptyLedger(situation.wanted.cluster, group);
  const next = await write(changed(ledger), ports);
  ledgers.set(group, next);
  return next;
};

/** Launches of the same plan read the version that was foreseen: if it comes out otherwise, everything is looked at again. */
const writeConfig = async (
  action: Extract<Action, { type: 'write-config' }>,
  { situation, ports }: ApplyContext,
): Promise<Result> => {
  const { wanted, home } = situation;
  const tags = clusterTags(home.stack, wanted.cluster, wanted.spec.tags);
  const parameter = await ports.parameters.write(action.parameter, action.content, tags);
  if (`${action.parameter}:${parameter.version}` === action.configVersion) return done;
  throw new AppError('Conflict', `${action.parameter} became version ${parameter.version}`);
};

const launch = async (action: Extract<Action, { type: 'launch' }>, context: ApplyContext): Promise<Result> => {
  const entered = await changeLedger(action.group, context, (ledger) => enterLaunch(ledger, action.launch));
  const { ledger, outcome } = await carryOut(entered, action.launch, context.ports);
  context.ledgers.set(action.group, ledger);
  if (outcome.state === 'launched') return { outcome: 'done', detail: outcome.instanceIds.join(', ') };
  return { outcome: 'failed', detail: `${outcome.failure.code}: ${outcome.failure.message}` };
};
