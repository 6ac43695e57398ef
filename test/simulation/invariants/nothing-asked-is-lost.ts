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
      const begunAt = new Map([...world.states.executions.values()].map(({ name, startedAt }) => [name, startedAt]));
      /** Of two who ask at the same time one is the later, and need not write what is so already. */
      const isSuperseded = (operation: string, request: string): boolean => {
        const begun = begunAt.get(operation) ?? Number.POSITIVE_INFINITY;
        return stored.specs.some(({ name, at }) => name === nameIn(request) && Math.abs(at - begun) < sameTimeMs);
      };
      for (const [operation, request] of accepted)
        if (
          isSpec(request) &&
          !isPoisoned(request) &&
          !written.has(operation) &&
          !stored.refused.has(operation) &&
          !isSuperseded(operation, request)
        )
          broken(`${request} was accepted as ${operation}, and its spec was never written`);
    },
  }),
};

const sameTimeMs = 5 * 60_000;

/** `shop`, or `shop/web` for a service. */
const nameIn = (request: string): string =>
  request
    .replace(/^[A-Z]+ \/v1\/clusters\//, '')
    .replace(/\?.*/, '')
    .replace('/services/', '/');

const isSpec = (request: string): boolean =>
  /^(?:PUT|PATCH|DELETE) \/v1\/clusters\/[^/]+(?:\/services\/[^/]+)?(?:\?|$)/.test(request);
