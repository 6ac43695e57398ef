import { type Invariant, minuteMs, type Scene, type Seen } from '../scene.ts';
import type { SpecWritten } from '../stored-truth.ts';

/** A reconcile that has read the policy before it was changed may go on for so long. */
const reconcileMs = 2 * minuteMs;

/** What is our own idea, and can wait for a window. */
const waits = ['runtime-impaired'];
/** What nobody has asked for: the others are by what was asked. */
const requested = ['requested', 'scale-in', 'cluster-deleted', 'group-removed'];

/** Section 6: a pause holds everything, windows what can wait, and who only observes does not act by himself. */
export const policyIsKept: Invariant = {
  name: 'policy-is-kept',
  promise:
    'In a paused cluster nothing is changed, in one that observes nothing but what was asked, outside of windows nothing that can wait.',
  watch: (scene, broken) => {
    const judged = new Set<string>();
    return {
      before: (seen) => {
        if (!seen.ours || !seen.changes || seen.role !== 'OnReconcileDue') return;
        const cluster = changedIn(scene, seen);
        if (cluster !== undefined && hasLong(scene, cluster, seen.at, ({ paused }) => paused === true))
          broken(`${seen.operation} changes ${cluster}, which is paused`);
      },
      after: ({ service, operation, at }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        for (const { cluster, disruptions } of scene.stored.ledgers.values())
          for (const { host, cause } of disruptions) {
            const key = `${host} ${cause}`;
            if (judged.has(key)) continue;
            judged.add(key);
            if (waits.includes(cause) && hasLong(scene, cluster, at, ({ windows = [] }) => windows.length > 0))
              broken(`${host} is to go as ${cause}, and no window of ${cluster} is open`);
            if (!requested.includes(cause) && hasLong(scene, cluster, at, ({ healing }) => healing !== 'act'))
              broken(`${host} is to go as ${cause}, and ${cluster} is only observed`);
          }
      },
    };
  },
};

/** Launches that were entered before are settled whatever the policy says. */
const changedIn = ({ world, stored }: Scene, { operation, input, at }: Seen): string | undefined => {
  if (operation !== 'RunInstances')
    return input.cluster ?? world.ec2.instances.get(input.InstanceIds?.[0])?.tags.get('quaymaster:cluster');
  const entered = stored.enteredAt.get(input.ClientToken) ?? at;
  if (at - entered > reconcileMs) return undefined;
  const tags: readonly { Key: string; Value: string }[] = input.TagSpecifications?.[0]?.Tags ?? [];
  return tags.find(({ Key }) => Key === 'quaymaster:cluster')?.Value;
};

/** The windows that people of the simulation choose are never open in its hours. */
const hasLong = (
  { stored }: Scene,
  cluster: string,
  at: number,
  isSo: (policy: NonNullable<SpecWritten['policy']>) => boolean,
): boolean => {
  const specs = stored.specs.filter(({ name }) => name === cluster);
  const before = specs.findLast((spec) => at - spec.at > reconcileMs);
  const since = specs.filter((spec) => at - spec.at <= reconcileMs);
  return before !== undefined && [before, ...since].every(({ policy }) => policy !== undefined && isSo(policy));
};
