import type { TaskRecord } from '../../../local/cloud/ecs/state.ts';
import { type Invariant, minuteMs, type Scene } from '../scene.ts';
import { unhurried } from '../voluntary.ts';

/** Longer than any read is behind, so that a task of that age was seen. */
const seenAfterMs = 12 * minuteMs;

/** Tasks of services and those that people have started by themselves, which ECS leaves on a draining host. */
export const drainsAreWaitedFor: Invariant = {
  name: 'drains-are-waited-for',
  promise: 'A host that can wait is not terminated under its tasks before the deadline of its drain.',
  watch: (scene, broken) => ({
    before: ({ ours, operation, input, at }) => {
      if (!ours || operation !== 'TerminateInstances') return;
      for (const id of input.InstanceIds as readonly string[]) {
        if (unhurried(scene, id, at) === undefined) continue;
        const left = runningOn(scene, id).filter((task) => isOld(task, at));
        if (left.length > 0) broken(`${id} is terminated with ${left.length} tasks on it, long before its deadline`);
      }
    },
  }),
};

const runningOn = ({ world }: Scene, id: string): readonly TaskRecord[] =>
  (world.ecs.hostsByInstance.get(id) ?? [])
    .filter(({ agentConnected, ended }) => agentConnected && ended === undefined)
    .flatMap(({ tasks }) => [...tasks.live]);

const isOld = ({ shown, visibleAt }: TaskRecord, at: number): boolean =>
  shown.lastStatus === 'RUNNING' && shown.desiredStatus === 'RUNNING' && at - visibleAt > seenAfterMs;
