import type { Choice } from '../language/definition.ts';
import { StateFailure } from '../language/failure.ts';
import { type Leaving, leave, lookFor, type Visit } from './visit.ts';

/** The first rule whose condition holds decides, with its own Assign and Output; else the state's own and Default. */
export const choose = async (visit: Visit<Choice>): Promise<Leaving> => {
  for (const [index, rule] of visit.state.Choices.entries()) {
    if (await lookFor(visit, 'boolean', `Choices[${index}]/Condition`, rule.Condition))
      return leave(visit, rule, {}, visit.input, rule.Next);
  }
  if (visit.state.Default !== undefined) return leave(visit, visit.state, {}, visit.input, visit.state.Default);
  throw new StateFailure(
    'States.NoChoiceMatched',
    `No choice matched in the state '${visit.name}' and it has no Default.`,
  );
};
