import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { MapState, Parallel, Task } from '../language/definition.ts';
import { errorOutput, matches, StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import { type Attempts, tryAgain } from '../language/retry.ts';
import { record } from './record.ts';
import { pause } from './strand.ts';
import { bounded, type Leaving, leave, type Visit } from './visit.ts';

/** Does the work of a state, with its Retry and its Catch. A wrong Output counts as a failure of the work. */
export const recovering = async <Kind extends Task | MapState | Parallel>(
  first: Visit<Kind>,
  work: (visit: Visit<Kind>) => Promise<Json>,
  givenUp?: HistoryEventType,
): Promise<Leaving> => {
  const { strand, state } = first;
  let attempts: Attempts = [];
  for (let visit = first; ; visit = { ...visit, retries: visit.retries + 1 }) {
    try {
      const result = bounded(visit, await work(visit));
      return await leave(visit, state, { result }, result, state.Next);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const again = tryAgain(state.Retry ?? [], error.error, attempts, () => strand.run.world.random.next());
      if (again === undefined) {
        if (givenUp !== undefined) record(strand, givenUp);
        return await caught(visit, error);
      }
      attempts = again.attempts;
      await pause(strand, again.afterMs, `${visit.name} is tried again`);
    }
  }
};

const caught = (visit: Visit<Task | MapState | Parallel>, failure: StateFailure): Promise<Leaving> => {
  const catcher = visit.state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, failure.error));
  if (catcher === undefined) throw failure;
  const output = errorOutput(failure);
  return leave(visit, catcher, { errorOutput: output }, output, catcher.Next);
};
