/** Walks a strand through a flow, from state to state. */
import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Flow, State } from '../language/definition.ts';
import { StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import { choose } from './choose.ts';
import { forkAndJoin } from './fork-and-join.ts';
import { iterate } from './iterate.ts';
import { entered, exited, record } from './record.ts';
import { recovering } from './recovering.ts';
import { runTask } from './run-task.ts';
import { type Strand, whileAlive } from './strand.ts';
import { type Leaving, leave, lookFor, type Visit } from './visit.ts';
import { waitFor } from './wait-for.ts';

/** Resolves with the flow's output; rejects with a StateFailure that nothing in the flow has caught. */
export const walk = async (strand: Strand, flow: Flow, input: Json): Promise<Json> => {
  let name: string | undefined = flow.StartAt;
  let carried = input;
  while (name !== undefined) {
    const state: State = flow.States[name]!;
    const { output, assigned, next }: Leaving = await whileAlive(strand, visit(strand, name, state, carried));
    record(strand, `${state.Type}StateExited` as HistoryEventType, exited(name, output, assigned));
    if (assigned !== undefined) strand.variables = { ...strand.variables, ...assigned };
    carried = output;
    name = next;
  }
  return carried;
};

const visit = (strand: Strand, name: string, state: State, input: Json): Promise<Leaving> => {
  strand.at = state.Type;
  const enteredEvent = record(strand, `${state.Type}StateEntered` as HistoryEventType, entered(name, input));
  const about = { strand, name, input, enteredEvent, enteredAt: strand.run.world.clock.now(), retries: 0 };
  switch (state.Type) {
    case 'Pass':
      return leave({ ...about, state }, state, {}, input, state.Next);
    case 'Succeed':
      return leave({ ...about, state }, state, {}, input, undefined);
    case 'Fail':
      return fail({ ...about, state });
    case 'Wait':
      return waitFor({ ...about, state });
    case 'Choice':
      return choose({ ...about, state });
    case 'Task':
      return recovering({ ...about, state }, runTask);
    case 'Map':
      return recovering({ ...about, state }, (it) => iterate(it, walk), 'MapStateFailed');
    case 'Parallel':
      return recovering({ ...about, state }, (it) => forkAndJoin(it, walk), 'ParallelStateFailed');
  }
};

const fail = async (visit: Visit<Extract<State, { Type: 'Fail' }>>): Promise<never> => {
  const { Error: error, Cause: cause } = visit.state;
  throw new StateFailure(
    error === undefined ? undefined : await lookFor(visit, 'string', 'Error', error),
    cause === undefined ? undefined : await lookFor(visit, 'string', 'Cause', cause),
  );
};
