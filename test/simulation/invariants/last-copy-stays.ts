import type { TaskRecord } from '../../../local/cloud/ecs/state.ts';
import type { Invariant, Scene } from '../scene.ts';
import { unhurried } from '../voluntary.ts';

/** I9. ECS itself moves tasks from a DRAINING host; what is left to us is not to terminate the host under the last one. */
export const lastCopyStays: Invariant = {
  name: 'last-copy-stays',
  promise: 'No voluntary termination takes the last running copy of a service while another host has room for it.',
  watch: (scene, broken) => ({
    before: ({ ours, operation, input, at }) => {
      if (!ours || operation !== 'TerminateInstances') return;
      for (const host of input.InstanceIds as readonly string[]) {
        const entry = unhurried(scene, host, at);
        if (entry === undefined) continue;
        for (const task of runningOn(scene, host))
          if (isLastCopy(task) && hasRoomElsewhere(task))
            broken(`${host} is terminated as ${entry.cause} with the last copy of ${task.service?.name} on it`);
      }
    },
  }),
};

const isRunning = ({ shown }: TaskRecord): boolean =>
  shown.lastStatus === 'RUNNING' && shown.desiredStatus === 'RUNNING';

const runningOn = ({ world }: Scene, host: string): readonly TaskRecord[] =>
  (world.ecs.hostsByInstance.get(host) ?? []).flatMap(({ tasks }) => [...tasks.live].filter(isRunning));

const isLastCopy = ({ service, host }: TaskRecord): boolean =>
  service !== undefined &&
  service.scheduling === 'REPLICA' &&
  service.status === 'ACTIVE' &&
  service.desired > 0 &&
  ![...host.cluster.tasks.live].some((task) => task.service === service && task.host !== host && isRunning(task));

const hasRoomElsewhere = ({ host, requirements }: TaskRecord): boolean =>
  [...host.cluster.hosts.values()].some(
    (other) =>
      other !== host &&
      other.status === 'ACTIVE' &&
      other.agentConnected &&
      other.runtime.status !== 'IMPAIRED' &&
      other.remaining.cpu >= requirements.cpu &&
      other.remaining.memory >= requirements.memory,
  );
