import { type Invariant, isOurHost, minuteMs, registrationOf, type Scene, type Seen } from '../scene.ts';

/** AWS may show tags that were taken away a while ago, longest under the fault `stale-reads`. */
const tagsSeenWithinMs = 12 * minuteMs;

/** I3. By what each call that changes something is about, looked up in the world itself. */
export const onlyWhatIsOurs: Invariant = {
  name: 'only-what-is-ours',
  promise: 'Nothing without our full triple of tags is ever changed or terminated.',
  watch: (scene, broken) => {
    const launched = new Set<string>();
    const untaggedAt = new Map<string, number>();
    const isOurs = (id: string, at: number): boolean => {
      const instance = scene.world.ec2.instances.get(id);
      if (instance === undefined || instance.state === 'terminated') return launched.has(id);
      return isOurHost(instance) || at - (untaggedAt.get(id) ?? Number.NEGATIVE_INFINITY) < tagsSeenWithinMs;
    };
    return {
      before: (seen) => {
        if (seen.operation === 'DeleteTags') for (const id of seen.input.Resources) untaggedAt.set(id, seen.at);
        if (!seen.ours || !seen.changes) return;
        for (const id of instancesIn(scene, seen))
          if (!isOurs(id, seen.at)) broken(`${seen.operation} is about ${id}, which is not ours`);
        const stranger = strangerIn(scene, seen);
        if (stranger !== undefined) broken(`${seen.operation} is about ${stranger}, which is not ours`);
      },
      after: ({ ours, operation, output }) => {
        if (ours && operation === 'RunInstances')
          for (const { InstanceId } of output?.Instances ?? []) launched.add(InstanceId);
      },
    };
  },
};

/** EC2 instances that a call is about, by themselves or by their registrations. */
const instancesIn = ({ world }: Scene, { service, operation, input }: Seen): readonly string[] => {
  if (service === 'ec2' && operation !== 'RunInstances') return input.InstanceIds ?? input.Resources ?? [];
  if (operation === 'SendCommand') return input.InstanceIds ?? ['all that its targets mean'];
  const registrations: readonly string[] = [input.containerInstance ?? [], input.containerInstances ?? []].flat();
  return registrations.flatMap((one) => registrationOf(world, input.cluster ?? 'default', one)?.instanceId ?? []);
};

/** A service, a cluster or a parameter that no spec of ours has ever named. */
const strangerIn = ({ stored }: Scene, { service, operation, input, role }: Seen): string | undefined => {
  const isKnown = (name: string) => stored.specs.some((spec) => spec.name === name);
  if (service === 'ssm' && /Parameter/.test(operation)) {
    const names: readonly string[] = [input.Name ?? [], input.Names ?? []].flat();
    return names.find((name) => !name.startsWith('/quaymaster/test/'));
  }
  if (service !== 'ecs') return undefined;
  if (/Service$/.test(operation)) {
    const name = `${input.cluster}/${input.service ?? input.serviceName}`;
    return isKnown(name) ? undefined : `the service ${name}`;
  }
  const cluster = input.cluster ?? input.clusterName;
  return cluster === undefined || isKnown(cluster) ? undefined : `the cluster ${cluster} (${role})`;
};
