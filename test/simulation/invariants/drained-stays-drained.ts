import { type Invariant, registrationOf } from '../scene.ts';

export const drainedStaysDrained: Invariant = {
  name: 'drained-stays-drained',
  promise:
    'A host that people have drained is given tasks again only when somebody asks for it, or when its drain was given up.',
  watch: (scene, broken) => ({
    before: ({ ours, operation, input }) => {
      if (!ours || operation !== 'UpdateContainerInstancesState' || input.status !== 'ACTIVE') return;
      for (const one of input.containerInstances as readonly string[]) {
        const id = registrationOf(scene.world, input.cluster, one)?.instanceId;
        const entry = [...scene.stored.ledgers.values()]
          .flatMap(({ disruptions }) => disruptions)
          .find(({ host }) => host === id);
        const isOurIdea = entry !== undefined && entry.cause !== 'requested';
        if (!isOurIdea && entry?.kind !== 'activate' && entry?.stage !== 'given-up')
          broken(
            `${id} is set ACTIVE, and what stands in the ledger is ${entry?.kind ?? 'nothing'} ${entry?.stage ?? ''}`,
          );
      }
    },
  }),
};
