import { type Invariant, registrationOf } from '../scene.ts';

/** Between the two its containers would run on, and nobody would know of them. */
export const terminateBeforeDeregister: Invariant = {
  name: 'terminate-before-deregister',
  promise: 'The registration of a running instance is never removed, unless the instance has a newer one.',
  watch: ({ world }, broken) => ({
    before: ({ ours, operation, input }) => {
      if (!ours || operation !== 'DeregisterContainerInstance') return;
      const host = registrationOf(world, input.cluster, input.containerInstance);
      if (host === undefined) return;
      const state = world.ec2.instances.get(host.instanceId)?.state;
      const others = (world.ecs.hostsByInstance.get(host.instanceId) ?? []).filter((one) => one !== host);
      if ((state === 'running' || state === 'pending') && others.length === 0)
        broken(`${host.instanceId} is ${state}, and its registration is removed`);
    },
  }),
};
