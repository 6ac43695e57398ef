import { groupOf, type Invariant, livingHosts, minuteMs, type Scene } from '../scene.ts';

const inferred = ['impaired', 'agent-away', 'runtime-impaired', 'quarantined'];
/** As the design says, and a little: the reconcile reads the clock before it acts. */
const suspectMs = 5.5 * minuteMs;

interface Memory {
  readonly agentAwaySince?: Readonly<Record<string, number>>;
  readonly impaired?: Readonly<Record<string, unknown>>;
}

/** I5 once more, by what was written down as seen before the act: nobody can say that it was not known. */
export const brakesByOwnMemory: Invariant = {
  name: 'brakes-by-own-memory',
  promise: 'Nothing is terminated by inference while more than a fifth of its group are remembered as unhealthy.',
  watch: (scene, broken) => {
    const memories = new Map<string, Memory>();
    let skewed = false;
    return {
      eachMinute: () => {
        skewed ||= [...scene.world.lambda.invocationFaults].some(({ kind }) => kind === 'skewed');
      },
      after: ({ service, operation, input, refused }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem' || refused !== undefined) return;
        if (input.Item?.sk?.S === 'HISTORY') memories.set(input.Item.pk.S, JSON.parse(input.Item.body.S));
      },
      before: ({ ours, operation, input, at }) => {
        if (!ours || skewed || operation !== 'TerminateInstances') return;
        for (const host of input.InstanceIds as readonly string[]) {
          const ledgers = [...scene.stored.ledgers.values()];
          const entry = ledgers.flatMap(({ disruptions }) => disruptions).find((one) => one.host === host);
          const instance = scene.world.ec2.instances.get(host);
          if (entry === undefined || instance === undefined || !inferred.includes(entry.cause)) continue;
          const group = livingHosts(scene.world).filter(
            (one) => groupOf(one) === groupOf(instance) && isKnown(scene, one.id),
          );
          const memory = memories.get(`CLUSTER#${instance.tags.get('quaymaster:cluster')}`) ?? {};
          const unhealthy = group.filter(({ id }) => isUnhealthy(memory, id, at));
          if (unhealthy.length > Math.max(1, Math.ceil(group.length / 5)))
            broken(
              `${host} is terminated as ${entry.cause}, with ${unhealthy.length} of ${group.length} remembered as unhealthy`,
            );
        }
      },
    };
  },
};

const isKnown = ({ world }: Scene, id: string): boolean => (world.ecs.hostsByInstance.get(id) ?? []).length > 0;

const isUnhealthy = ({ agentAwaySince = {}, impaired = {} }: Memory, id: string, at: number): boolean =>
  at - (agentAwaySince[id] ?? at) >= suspectMs || impaired[id] !== undefined;
