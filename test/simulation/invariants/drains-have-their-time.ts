import { type Invariant, registrationOf, type Scene } from '../scene.ts';

/** A drain ends a little before its deadline by another clock. */
const clocksDifferByMs = 60_000;
const voluntary = ['requested', 'scale-in', 'surplus', 'scheduled-event', 'group-removed', 'quarantined'];

/** By the policy, and by when ECS was told to drain: what stands in the ledger as its deadline may be wrong. */
export const drainsHaveTheirTime: Invariant = {
  name: 'drains-have-their-time',
  promise: 'A host that can wait is terminated under running tasks only after as long a drain as the policy gives it.',
  watch: (scene, broken) => {
    const drainingSince = new Map<string, number>();
    let skewed = false;
    return {
      eachMinute: () => {
        skewed ||= [...scene.world.lambda.invocationFaults].some(({ kind }) => kind === 'skewed');
      },
      before: ({ ours, operation, input, at }) => {
        if (operation === 'UpdateContainerInstancesState')
          for (const one of input.containerInstances as readonly string[]) {
            const id = registrationOf(scene.world, input.cluster, one)?.instanceId ?? '';
            if (input.status === 'ACTIVE') {
              // By hand: the drain goes on.
              if (ours) drainingSince.delete(id);
            } else if (!drainingSince.has(id)) drainingSince.set(id, at);
          }
        if (!ours || skewed || operation !== 'TerminateInstances') return;
        for (const id of input.InstanceIds as readonly string[]) {
          const ledger = [...scene.stored.ledgers.values()].find(({ disruptions }) =>
            disruptions.some(({ host }) => host === id),
          );
          const entry = ledger?.disruptions.find(({ host }) => host === id);
          if (ledger === undefined || entry === undefined || entry.kind === 'terminate') continue;
          if (!voluntary.includes(entry.cause) || !hasRunning(scene, id, at)) continue;
          const forMs = at - (drainingSince.get(id) ?? at);
          const least = shortestDrainMs(scene, ledger.cluster);
          if (forMs + clocksDifferByMs < least)
            broken(
              `${id} is terminated with tasks on it after a drain of ${Math.round(forMs / 1_000)} s instead of ${least / 1_000} s`,
            );
        }
      },
    };
  },
};

/** Of an age at which every read has seen them. */
const seenAfterMs = 12 * 60_000;

const hasRunning = ({ world }: Scene, id: string, at: number): boolean =>
  (world.ecs.hostsByInstance.get(id) ?? [])
    .filter(({ agentConnected, ended }) => agentConnected && ended === undefined)
    .flatMap(({ tasks }) => [...tasks.live])
    .some(
      ({ shown, visibleAt }) =>
        shown.lastStatus === 'RUNNING' && shown.desiredStatus === 'RUNNING' && at - visibleAt > seenAfterMs,
    );

const shortestDrainMs = ({ stored }: Scene, cluster: string): number =>
  1_000 *
  Math.min(
    ...stored.specs.filter(({ name }) => name === cluster).map(({ policy }) => policy?.drainDeadlineSeconds ?? 0),
  );
