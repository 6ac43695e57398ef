import { type Invariant, minuteMs } from '../scene.ts';

/** How long a call that was under way when the store was spoilt may still take effect. */
const underWayMs = 2 * minuteMs;

/** I10. That others come to rest beside it is what `comes-to-rest` asks of all clusters but this one. */
export const poisonChangesNothing: Invariant = {
  name: 'poison-changes-nothing',
  promise: 'In a cluster of which what is stored cannot be read, nothing is changed.',
  watch: ({ wanted, poisonedAt, world }, broken) => {
    let since: number | undefined;
    return {
      before: ({ ours, changes, input, operation, at }) => {
        const { poisoned } = wanted;
        if (poisoned === undefined) return;
        since ??= poisonedAt();
        if (!ours || !changes || since === undefined || at - since < underWayMs) return;
        const instance = world.ec2.instances.get(input.InstanceIds?.[0]);
        if (input.cluster === poisoned || instance?.tags.get('quaymaster:cluster') === poisoned)
          broken(`${operation} changes ${poisoned}, of which nothing can be read`);
      },
    };
  },
};
