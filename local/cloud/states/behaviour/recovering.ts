import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { MapState, Parallel, Task } from '../language/definition.ts';
import { errorOutput, matches, StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import { waitsForToken } from '../language/resource.ts';
import { type Attempts, tryAgain } from '../language/retry.ts';
import { record } from './record.ts';
import { pause } from './strand.ts';
import { issueToken } from './task-token.ts';
import { bounded, type Leaving, leave, type Visit } from './visit.ts';

type Recoverable = Task | MapState | Parallel;

/** Does the work of a state, with its Retry and its Catch. A wrong Output counts as a failure of the work. */
export const recovering = async <Kind extends Recoverable>(
  first: Visit<Kind>,
  work: (visit: Visit<Kind>) => Promise<Json>,
  givenUp?: HistoryEventType,
): Promise<Leaving> => {
  const { strand, state } = first;
  let attempts: Attempts = [];
  for (let retries = 0; ; retries += 1) {
    const visit = attempt(first, retries);
    try {
      const result = bounded(visit, await work(visit));
      return await leave(visit, state, { result }, result, state.Next);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const { random } = strand.run.world;
      const again = tryAgain(
        state.Retry ?? [],
        (names) => named(visit, names, error),
        attempts,
        () => random.next(),
      );
      if (again === undefined) {
        if (givenUp !== undefined) record(strand, givenUp);
        return await caught(visit, error);
      }
      attempts = again.attempts;
      await pause(strand, again.afterMs, `${visit.name} is tried again`);
    }
  }
};

const attempt = <Kind extends Recoverable>(visit: Visit<Kind>, retries: number): Visit<Kind> => {
  const { state, strand } = visit;
  if (state.Type !== 'Task' || !waitsForToken(state.Resource)) return { ...visit, retries };
  return { ...visit, retries, token: issueToken(strand.run.world, strand.run.execution.arn) };
};

const named = ({ strand }: Visit, errorEquals: readonly string[], failure: StateFailure): boolean =>
  matches(errorEquals, failure, { allIncludesDataLimit: strand.run.world.knobs.statesAllIncludesDataLimit });

const caught = (visit: Visit<Recoverable>, failure: StateFailure): Promise<Leaving> => {
  const catcher = visit.state.Catch?.find(({ ErrorEquals }) => named(visit, ErrorEquals, failure));
  if (catcher === undefined) throw failure;
  const output = errorOutput(failure);
  return leave(visit, catcher, { errorOutput: output }, output, catcher.Next);
};
