import type { Flow, Parallel } from '../language/definition.ts';
import type { Json } from '../language/json.ts';
import { abandon } from './abandon.ts';
import { record, recordAside } from './record.ts';
import { endStrand, newStrand } from './strand.ts';
import { look, type Visit } from './visit.ts';
import type { walk } from './walk.ts';

/** Runs all branches with the same input and answers with their outputs in order. One failure ends them all. */
export const forkAndJoin = async (visit: Visit<Parallel>, through: typeof walk): Promise<Json> => {
  const { strand, state } = visit;
  const input = state.Arguments === undefined ? visit.input : await look(visit, 'Arguments', state.Arguments);
  record(strand, 'ParallelStateStarted');
  let lastEvent = strand.lastEvent;

  const run = async (flow: Flow): Promise<Json> => {
    const branch = newStrand(strand.run, strand);
    try {
      return await through(branch, flow, input);
    } catch (failure) {
      strand.lastEvent = branch.lastEvent;
      abandon(strand, branch);
      for (const other of [...strand.children]) abandon(strand, other);
      throw failure;
    } finally {
      lastEvent = branch.lastEvent;
      endStrand(branch);
    }
  };
  const outputs = await Promise.all(state.Branches.map(run));
  strand.lastEvent = lastEvent;
  recordAside(strand, 'ParallelStateSucceeded');
  return outputs;
};
