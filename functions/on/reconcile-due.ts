import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { event } from '../../shared/lambda/event.ts';
import type { Invocation } from '../../shared/lambda/invocation.ts';
import type { WakeMessage } from '../../shared/ports/wake.ts';
import * as runtime from '../../shared/runtime.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { type Received, reconcileBatch } from '../../shared/use-cases/reconcile-batch.ts';

/** Called with a batch of the FIFO queue: clusters that somebody asked to be looked at. The one writer. */
export const reconcileDue = async (received: readonly Received[], { log }: Invocation): Promise<SQSBatchResponse> => {
  const ports = reconcilePorts();
  const again = await reconcileBatch(received, {
    wake: runtime.wake(),
    reconcile: (cluster, messages) => reconcile(cluster, messages, ports),
    report: (cluster, messages, outcome) => {
      const causes = [...new Set(messages.map(({ cause }) => cause))];
      if (outcome instanceof Error)
        log.error('the cluster could not be reconciled', { cluster, causes, error: outcome });
      else log.info('reconciled', { cluster, causes, outcome: inShort(outcome) });
    },
  });
  return { batchItemFailures: again.map((itemIdentifier) => ({ itemIdentifier })) };
};

const inShort = (outcome: Awaited<ReturnType<typeof reconcile>>) =>
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

/** A message that is none is taken off the queue: nothing can be done for it. */
const parse = (raw: unknown): readonly Received[] =>
  ((raw as SQSEvent).Records ?? []).flatMap(({ messageId, receiptHandle, body, attributes }) => {
    const message = messageIn(body);
    const times = Number(attributes.ApproximateReceiveCount);
    return message === undefined ? [] : [{ id: messageId, receipt: receiptHandle, times, message }];
  });

const messageIn = (body: string): WakeMessage | undefined => {
  try {
    const message = JSON.parse(body) as WakeMessage;
    return typeof message.cluster === 'string' && typeof message.sentAt === 'number' ? message : undefined;
  } catch {
    return undefined;
  }
};

export const handler = event(parse, reconcileDue);
