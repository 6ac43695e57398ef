import { type Invariant, minuteMs } from '../scene.ts';

const hourMs = 60 * minuteMs;
/** It may go back and forth between two reasons, but not each minute. */
const timesAnHour = 15;

export const saysItOnce: Invariant = {
  name: 'says-it-once',
  promise: 'Why nothing is done is written down when it changes, and not each time that somebody looks.',
  watch: (_scene, broken) => {
    const said = new Map<string, readonly number[]>();
    return {
      after: ({ service, operation, input, at }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        const { pk, sk, body } = input.Item ?? {};
        if (!String(sk?.S).startsWith('DECISION#')) return;
        const { outcome, reason } = JSON.parse(body.S);
        if (outcome !== 'nothing') return;
        const key = `${pk.S} ${reason}`;
        const times = [...(said.get(key) ?? []).filter((time) => at - time < hourMs), at];
        said.set(key, times);
        if (times.length > timesAnHour) broken(`${pk.S} was told ${times.length} times within an hour: ${reason}`);
      },
    };
  },
};
