import type { Invariant } from '../scene.ts';

export const operationsBegin: Invariant = {
  name: 'operations-begin',
  promise:
    'What was answered 202 is an execution in the end, unless it was refused: what could not be started is started later.',
  watch: ({ world, accepted, stored, wanted }, broken) => ({
    atEnd: () => {
      const begun = new Set([...world.states.executions.values()].map(({ name }) => name));
      for (const [operation, request] of accepted) {
        const isPoisoned = wanted.poisoned !== undefined && request.includes(wanted.poisoned);
        if (!isPoisoned && !begun.has(operation) && !stored.refused.has(operation))
          broken(`${request} was accepted as ${operation}, and no execution has this name`);
      }
    },
  }),
};
