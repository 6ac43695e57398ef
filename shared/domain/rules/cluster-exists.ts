import { clusterTags } from '../tags.ts';
import { causeOf, type Rule } from './rule.ts';

/** A wanted cluster is there. One that was deleted by hand is created again. */
export const clusterExists: Rule = {
  name: 'cluster-exists',
  find(situation) {
    const { wanted, world, home } = situation;
    if (wanted.deleting !== undefined || world.cluster !== undefined) return {};
    const again = situation.history.settledGeneration > 0 ? 'is gone: it is created again' : 'does not exist yet';
    return {
      actions: [
        {
          type: 'create-cluster',
          tags: clusterTags(home.stack, wanted.cluster, wanted.spec.tags),
          reason: `ECS cluster ${wanted.cluster} ${again}`,
          rule: 'cluster-exists',
          subject: wanted.cluster,
          cause: causeOf(situation),
        },
      ],
    };
  },
};
