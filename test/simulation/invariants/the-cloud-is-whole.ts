import { miscounted } from '../../cloud/ecs/counts.ts';
import type { Invariant } from '../scene.ts';

/** What is proven on an embedded AWS that miscounts would be proven of nothing. */
export const theCloudIsWhole: Invariant = {
  name: 'the-cloud-is-whole',
  promise: 'The embedded AWS itself counts right, and knows an answer to every call.',
  watch: ({ world, failures }, broken) => {
    const look = (): void => {
      for (const cluster of world.ecs.clusters.values()) for (const wrong of miscounted(cluster)) broken(wrong);
      for (const failure of failures()) broken(failure);
    };
    let minutes = 0;
    return {
      eachMinute: () => {
        minutes += 1;
        if (minutes % 10 === 0) look();
      },
      atEnd: look,
    };
  },
};
