import type { SQSBatchResponse } from 'aws-lambda';
import { event } from '../../shared/lambda/event.ts';
import type { Invocation } from '../../shared/lambda/invocation.ts';
import * as runtime from '../../shared/runtime.ts';
import { announcing } from '../../shared/use-cases/announce.ts';
import { measureReconcile } from '../../shared/use-cases/measure-reconcile.ts';
import { type ReceivedMessages, receivedMessages } from '../../shared/use-cases/received-messages.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { type Outcome, reconcileBatch } from '../../shared/use-cases/reconcile-batch.ts';

/** Called with a batch of the FIFO queue: clusters that somebody asked to be looked at. The one writer. */
export const reconcileDue = async (
  { received, dropped }: ReceivedMessages,
  { log }: Invocation,
): Promise<SQSBatchResponse> => {
  const meter = runtime.meter();
  const startedAt = runtime.clock().now();
  if (dropped > 0) {
    meter.add('EventsIgnored', dropped, { Why: 'it is no message of ours' });
    log.warn('messages that are none were dropped', { dropped });
  }
  const again = await reconcileBatch(received, {
    clock: runtime.clock(),
    wake: runtime.wake(),
    reconcile: (cluster, messages, limit) => {
      const onUnsent = (unsent: unknown) => log.warn('the bus did not take events of ours', { cluster, unsent });
      const announcement = { bus: runtime.bus(), meter, stack: runtime.settings().stack, onUnsent };
      const ports = limit.on(reconcilePorts(), ['clock', 'settings', 'meter']);
      return reconcile(cluster, messages, announcing(ports, announcement));
    },
    report: (cluster, messages, outcome) => {
      measureReconcile(messages, outcome, meter, startedAt);
      const causes = [...new Set(messages.map(({ cause }) => cause))];
      if (outcome instanceof Error)
        log.error('the cluster could not be reconciled', { cluster, causes, error: outcome });
      else if (outcome.status === 'orphans' && outcome.leftAlone.length > 0)
        log.warn('instances of ours whose cluster has no spec are left alone', { cluster, ...outcome });
      else log.info('reconciled', { cluster, causes, outcome: inShort(outcome) });
    },
  });
  return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
};

const inShort = (outcome: Exclude<Outcome, Error>) =>
  outcome.status === 'reconciled'
    ? {
        ...outcome,
        applied: outcome.applied.map(({ action, outcome: did }) => `${action.type} ${action.subject}: ${did}`),
      }
    : outcome;

/** Once per cold start. */
const reconcilePorts = () => ({
  clock: runtime.clock(),
  settings: runtime.settings(),
  fleet: runtime.fleet(),
  clusters: runtime.ecsClusters(),
  tasks: runtime.ecsTasks(),
  services: runtime.ecsServices(),
  taskDefinitions: runtime.taskDefinitionReads(),
  parameters: runtime.parameters(),
  clusterSpecs: runtime.clusterSpecs(),
  serviceSpecs: runtime.serviceSpecs(),
  ledgers: runtime.ledgers(),
  memories: runtime.memories(),
  histories: runtime.histories(),
  demands: runtime.demands(),
  observations: runtime.observations(),
  decisions: runtime.decisions(),
  instanceIndex: runtime.instanceIndex(),
  agents: runtime.agents(),
  stoppedTasks: runtime.stoppedTasks(),
  regionHealth: runtime.regionHealth(),
  graves: runtime.graves(),
  meter: runtime.meter(),
});

export const handler = event(receivedMessages, reconcileDue);
