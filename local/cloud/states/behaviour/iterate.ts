import type { MapState } from '../language/definition.ts';
import type { Json } from '../language/json.ts';
import { abandon } from './abandon.ts';
import { record, recordAside } from './record.ts';
import { endStrand, newStrand, type Strand, whileAlive } from './strand.ts';
import { badField, look, lookFor, type Visit } from './visit.ts';
import type { walk } from './walk.ts';

/** An inline Map runs at most 40 iterations at once. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const mostAtOnce = 40;

/** Runs the processor once per item and answers with the outputs in the order of the items. One failure ends them all. */
export const iterate = async (visit: Visit<MapState>, through: typeof walk): Promise<Json> => {
  const { strand, state, name } = visit;
  const items = await lookFor(visit, 'array', 'Items', state.Items ?? visit.input);
  const wished = await concurrency(visit);
  const started = record(strand, 'MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const outputs: Json[] = [];
  const open = new Map<number, Strand>();
  let nextIndex = 0;
  let lastSucceeded = started;

  const one = async (index: number, follows: number): Promise<number> => {
    const item = { Index: index, Value: items[index]! };
    const iteration = newStrand(strand.run, strand, item);
    const mapIteration = { name, index };
    open.set(index, iteration);
    iteration.lastEvent = follows;
    record(iteration, 'MapIterationStarted', { mapIterationStartedEventDetails: mapIteration });
    try {
      // All that can start do so before any of them goes on.
      await whileAlive(iteration, Promise.resolve());
      const input =
        state.ItemSelector === undefined ? item.Value : await look(visit, 'ItemSelector', state.ItemSelector, { item });
      outputs[index] = await through(iteration, state.ItemProcessor, input);
    } catch (failure) {
      open.delete(index);
      strand.lastEvent = iteration.lastEvent;
      recordAside(strand, 'MapIterationFailed', { mapIterationFailedEventDetails: mapIteration });
      abandon(strand, iteration);
      for (const [other, left] of open) {
        recordAside(strand, 'MapIterationAborted', { mapIterationAbortedEventDetails: { name, index: other } });
        abandon(strand, left);
      }
      throw failure;
    }
    open.delete(index);
    endStrand(iteration);
    lastSucceeded = recordAside(iteration, 'MapIterationSucceeded', {
      mapIterationSucceededEventDetails: mapIteration,
    });
    return iteration.lastEvent;
  };
  const worker = async (): Promise<void> => {
    for (let follows = started; nextIndex < items.length; ) follows = await one(nextIndex++, follows);
  };

  const workers = Math.min(items.length, wished === 0 ? mostAtOnce : wished, mostAtOnce);
  await Promise.all(Array.from({ length: workers }, worker));
  strand.lastEvent = lastSucceeded;
  recordAside(strand, 'MapStateSucceeded');
  return outputs;
};

/** 0, the default, sets no limit but that of inline Maps. */
const concurrency = async (visit: Visit<MapState>): Promise<number> => {
  const wished = await lookFor(visit, 'number', 'MaxConcurrency', visit.state.MaxConcurrency ?? 0);
  if (Number.isInteger(wished) && wished >= 0) return wished;
  throw badField(
    visit,
    'MaxConcurrency',
    `The MaxConcurrency field must be a non-negative integer, but was ${wished}.`,
  );
};
