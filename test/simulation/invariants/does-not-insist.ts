import { type Invariant, minuteMs } from '../scene.ts';

const hourMs = 60 * minuteMs;
/** What was lost on its way is sent again, and a service is nudged for each host that joins. */
const timesAnHour = 25;
/** Refusals that say that it would be refused again. */
const definite = /^(?:InvalidParameter|ClientException|ValidationException|UnsupportedFeature)/;

/** The very same change, in the same words, over and over: either it works, or somebody has to think. */
export const doesNotInsist: Invariant = {
  name: 'does-not-insist',
  promise: 'What was done, or refused for good, is not asked of AWS in the same words again and again.',
  watch: (_scene, broken) => {
    const asked = new Map<string, readonly number[]>();
    return {
      after: ({ ours, changes, role, operation, input, refused, at }) => {
        if (!ours || !changes || role !== 'OnReconcileDue') return;
        if (refused !== undefined && !definite.test(refused)) return;
        const key = `${operation} ${JSON.stringify(input)}`;
        const times = [...(asked.get(key) ?? []).filter((time) => at - time < hourMs), at];
        asked.set(key, times);
        if (times.length > timesAnHour)
          broken(`${operation} was ${refused ?? 'done'} ${times.length} times within an hour: ${nameOf(input)}`);
      },
    };
  },
};

// biome-ignore lint/suspicious/noExplicitAny: inputs of all operations.
const nameOf = (input: any): string =>
  String(
    input.service ??
      input.serviceName ??
      input.containerInstance ??
      input.containerInstances ??
      input.InstanceIds ??
      input.Name ??
      input.ClientToken,
  );
