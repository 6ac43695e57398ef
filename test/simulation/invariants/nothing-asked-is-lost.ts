import type { Invariant } from '../scene.ts';

/** Executions that somebody aborts end without a word to anybody, and that is an end too. */
export const nothingAskedIsLost: Invariant = {
  name: 'nothing-asked-is-lost',
  promise: 'What was answered 202 was written, and its operation ends.',
  watch: ({ world, stored, accepted, wanted }, broken) => ({
    atEnd: () => {
      const isPoisoned = (text: string) => wanted.poisoned !== undefined && text.includes(wanted.poisoned);
      for (const { name, status, input, machineName } of world.states.executions.values())
        if (status === 'RUNNING' && !isPoisoned(input)) broken(`the operation ${name} (${machineName}) never ends`);
      const written = new Set(stored.specs.map(({ writtenBy }) => writtenBy));
      for (const [operation, request] of accepted)
        if (isSpec(request) && !isPoisoned(request) && !written.has(operation) && !stored.refused.has(operation))
          broken(`${request} was accepted as ${operation}, and its spec was never written`);
    },
  }),
};

const isSpec = (request: string): boolean =>
  /^(?:PUT|PATCH|DELETE) \/v1\/clusters\/[^/]+(?:\/services\/[^/]+)?(?:\?|$)/.test(request);
