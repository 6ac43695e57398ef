/** The port Bus on the default bus of EventBridge. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { type OwnEvent, ownSource } from '../domain/own-events.ts';
import type { Bus } from '../ports/bus.ts';
import type { Surroundings } from '../runtime.ts';
import { inBatches } from './batches.ts';
import { clientOf } from './client.ts';

/** PutEvents takes so many at most: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const batchSize = 10;

type Failed = { readonly event: OwnEvent; readonly why: string };

/** Entries are taken or refused one by one: those that were refused are put once more. */
export const eventBridgeBus = (around: Surroundings): Bus => {
  const events = clientOf(EventBridgeClient, around);

  const putOnce = async (batch: readonly OwnEvent[]): Promise<readonly Failed[]> => {
    try {
      const answer = await events.send(new PutEventsCommand({ Entries: batch.map(entryOf) }));
      return batch.flatMap((event, index) => failureOf(event, answer.Entries?.[index]));
    } catch (error) {
      return batch.map((event) => ({ event, why: error instanceof Error ? error.name : String(error) }));
    }
  };

  const put = async (batch: readonly OwnEvent[]): Promise<readonly Failed[]> => {
    const failed = await putOnce(batch);
    return failed.length === 0 ? failed : putOnce(failed.map(({ event }) => event));
  };

  return {
    put: async (all) => {
      const failed: Failed[] = [];
      for (const batch of inBatches(all, batchSize)) failed.push(...(await put(batch)));
      return { unsent: failed.map(({ event, why }) => ({ id: event.detail.id, why })) };
    },
  };
};

const failureOf = (event: OwnEvent, result: PutEventsResultEntry | undefined): readonly Failed[] =>
  result?.EventId === undefined ? [{ event, why: result?.ErrorCode ?? 'it was not answered for' }] : [];

const entryOf = ({ type, detail }: OwnEvent): PutEventsRequestEntry => ({
  Source: ownSource,
  DetailType: type,
  Time: new Date(detail.at),
  Detail: JSON.stringify(detail),
});
