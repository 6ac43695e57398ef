/** `/_sim/journal`, `/_sim/warnings`: who called what, and what was asked for in vain. */
import { type SimHandler, SimRefusal } from './request.ts';

export const readJournal: SimHandler = ({ journal, query }) => {
  const last = Number(query.get('last') ?? 100);
  if (!(Number.isInteger(last) && last >= 1 && last <= 20_000))
    throw new SimRefusal(400, 'The query has a wrong value.', [{ field: 'last', problem: 'It is from 1 to 20000.' }]);
  const calls = journal.entries().slice(-last);
  return {
    status: 200,
    body: { calls: calls.map(({ at, ...call }) => ({ at: new Date(at).toISOString(), ...call })) },
  };
};

export const readWarnings: SimHandler = ({ journal }) => ({
  status: 200,
  body: {
    warnings: journal.ignored().map(({ service, operation, member }) => ({
      service,
      operation,
      member,
      warning: `${service}:${operation} takes ${member} and does nothing with it.`,
    })),
  },
});
