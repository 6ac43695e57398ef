import { groupOf, type Invariant, type Scene } from '../scene.ts';

/** Of provisioning: a host that has joined since may have been lost again by the time that the operation ends. */
export const successIsTrue: Invariant = {
  name: 'success-is-true',
  promise: 'An operation that says that a cluster is provisioned says so after its hosts have joined.',
  watch: (scene, broken) => {
    const joinedAt = new Map<string, number>();
    const told = new Set<string>();
    const look = (now: number): void => {
      // What people have drained is provisioned all the same.
      for (const { id } of scene.world.ec2.instances.values())
        if ((scene.world.ecs.hostsByInstance.get(id) ?? []).some(({ status }) => status !== 'INACTIVE'))
          joinedAt.set(id, now);
    };
    return {
      after: ({ operation, at }) => {
        if (/^(?:TerminateInstances|DeregisterContainerInstance|UpdateContainerInstancesState)$/.test(operation))
          look(at);
      },
      eachMinute: () => {
        look(scene.clock.now());
        for (const { name, status, machineName } of scene.world.states.executions.values()) {
          if (status !== 'SUCCEEDED' || told.has(name) || !machineName.endsWith('provision-cluster')) continue;
          told.add(name);
          const spec = scene.stored.specs.find(({ writtenBy }) => writtenBy === name);
          if (spec === undefined) continue;
          for (const [group, count] of leastSince(scene, spec.name, spec.at)) {
            const joined = [...joinedAt].filter(
              ([id, when]) => when >= spec.at && isOf(scene, id, `${spec.name}/${group}`),
            ).length;
            if (joined < count)
              broken(`${name} says that ${spec.name} is provisioned, with ${joined} of ${count} hosts of ${group}`);
          }
        }
      },
    };
  },
};

const isOf = ({ world }: Scene, id: string, group: string): boolean => {
  const instance = world.ec2.instances.get(id);
  return instance === undefined || groupOf(instance) === group || !instance.tags.has('quaymaster:group');
};

/** By group: the smallest count of all specs since then. */
const leastSince = ({ stored }: Scene, cluster: string, since: number): ReadonlyMap<string, number> => {
  const least = new Map<string, number>();
  for (const { name, at, groups, deleting } of stored.specs) {
    if (name !== cluster || at < since) continue;
    for (const [group, before] of least) if (deleting || !groups.has(group)) least.set(group, Math.min(before, 0));
    for (const [group, { count }] of groups)
      least.set(group, Math.min(least.get(group) ?? count, deleting ? 0 : count));
  }
  return least;
};
