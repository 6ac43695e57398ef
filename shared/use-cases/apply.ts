import type { Action } from '../domain/action.ts';
import { emptyLedger } from '../domain/capacity.ts';
import { AppError } from '../domain/errors.ts';
import { launchedIds } from '../domain/launched.ts';
import type { Ledger } from '../domain/ledger.ts';
import { enterDisruption, enterLaunch, removeDisruption } from '../domain/ledger-changes.ts';
import type { Situation } from '../domain/situation.ts';
import { clusterTags, isOurs } from '../domain/tags.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { carryOut, write } from './settle-launches.ts';

export interface Applied {
  readonly action: Action;
  readonly outcome: 'done' | 'already-so' | 'failed' | 'skipped';
  readonly detail?: string;
  /** What failed may work when it is tried again soon. */
  readonly retryable?: boolean;
}

/**
 * Carries out actions in their order; the entry in the ledger always comes before the act. An action that fails stops what
 * comes after it about the same subject, and nothing else. `conflict` means that somebody else wrote a ledger or a spec: the
 * rest is left undone, and everything has to be looked at again.
 */
export const apply = async (
  actions: readonly Action[],
  situation: Situation,
  ports: ReconcilePorts,
): Promise<{ readonly applied: readonly Applied[]; readonly conflict: boolean }> => {
  const ledgers = new Map(situation.ledgers.map((ledger) => [ledger.group, ledger]));
  const context: Context = { situation, ledgers, ports };
  const failed = new Set<string>();
  const applied: Applied[] = [];
  for (const action of actions) {
    if (failed.has(action.subject) || failed.has(situation.wanted.cluster)) {
      applied.push({ action, outcome: 'skipped', detail: 'an earlier action about the same failed' });
      continue;
    }
    const result = await attempt(action, context);
    if (result === 'conflict') return { applied, conflict: true };
    if (result.outcome === 'failed') failed.add(action.subject);
    applied.push({ action, ...result });
  }
  return { applied, conflict: false };
};

type Result = Omit<Applied, 'action'>;

interface Context {
  readonly situation: Situation;
  /** As they are now: each write moves the version on. */
  readonly ledgers: Map<string, Ledger>;
  readonly ports: ReconcilePorts;
}

const attempt = async (action: Action, context: Context): Promise<Result | 'conflict'> => {
  try {
    return await act(action, context);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'UnreadableState') throw error;
    if (error.code === 'Conflict') return 'conflict';
    return { outcome: 'failed', detail: `${error.code}: ${error.message}`, retryable: error.retryable };
  }
};

const done: Result = { outcome: 'done' };

const act = async (action: Action, context: Context): Promise<Result> => {
  const { situation, ports } = context;
  const { wanted, home } = situation;
  const { cluster } = wanted;
  switch (action.type) {
    case 'create-cluster':
      await ports.clusters.createCluster(cluster, action.tags);
      return done;
    case 'write-config':
      return writeConfig(action, context);
    case 'launch':
      return launch(action, context);
    case 'enter-disruption':
      await change(action.group, context, (ledger) => enterDisruption(ledger, action.disruption));
      return done;
    case 'close-disruption':
      await change(action.group, context, (ledger) => removeDisruption(ledger, action.host));
      return done;
    case 'set-status': {
      const [refused] = await ports.clusters.setStatus(cluster, [action.containerInstance], action.status);
      return refused === undefined ? done : { outcome: 'failed', detail: refused.refused };
    }
    case 'terminate':
      return terminate(action, context);
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
      const { service, spec, constraints } = action;
      await ports.services.update({ cluster, service, spec, constraints, forceNewDeployment: false });
      return done;
    }
    case 'delete-service':
      await ports.services.remove(cluster, action.service);
      return done;
    case 'forget-service':
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

const change = async (group: string, context: Context, changed: (ledger: Ledger) => Ledger): Promise<Ledger> => {
  const { situation, ledgers, ports } = context;
  const ledger = ledgers.get(group) ?? emptyLedger(situation.wanted.cluster, group);
  const next = await write(changed(ledger), ports);
  ledgers.set(group, next);
  return next;
};

/** Launches of the same plan read the version that was foreseen: if it comes out otherwise, everything is looked at again. */
const writeConfig = async (
  action: Extract<Action, { type: 'write-config' }>,
  { situation, ports }: Context,
): Promise<Result> => {
  const { wanted, home } = situation;
  const tags = clusterTags(home.stack, wanted.cluster, wanted.spec.tags);
  const parameter = await ports.parameters.write(action.parameter, action.content, tags);
  if (`${action.parameter}:${parameter.version}` === action.configVersion) return done;
  throw new AppError('Conflict', `${action.parameter} became version ${parameter.version}`);
};

const launch = async (action: Extract<Action, { type: 'launch' }>, context: Context): Promise<Result> => {
  const entered = await change(action.group, context, (ledger) => enterLaunch(ledger, action.launch));
  const { ledger, outcome } = await carryOut(entered, action.launch, context.ports);
  context.ledgers.set(action.group, ledger);
  if (outcome.state === 'launched') return { outcome: 'done', detail: outcome.instanceIds.join(', ') };
  return { outcome: 'failed', detail: `${outcome.failure.code}: ${outcome.failure.message}` };
};

/** The last look before something cannot be undone: the triple, on the very instance. */
const terminate = async (
  action: Extract<Action, { type: 'terminate' }>,
  { situation, ports }: Context,
): Promise<Result> => {
  const { wanted, home, world, ledgers } = situation;
  const instance = world.instances.find(({ id }) => id === action.host);
  const launched = launchedIds(ledgers).has(action.host);
  if (instance === undefined ? !launched : !isOurs(instance.tags, home.stack, wanted.cluster))
    return { outcome: 'failed', detail: `${action.host} does not carry our tags` };
  await ports.fleet.terminate([action.host]);
  return done;
};
