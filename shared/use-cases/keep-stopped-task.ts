import { diagnose } from '../domain/diagnosis.ts';
import type { TaskView } from '../domain/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, ServiceSpecs, StoppedTasks } from '../ports/stores.ts';
import { readableSpec } from './readable-spec.ts';
import { stopContext } from './stop-context.ts';

export interface KeepStoppedTaskPorts {
  readonly clock: Clock;
  readonly clusterSpecs: Pick<ClusterSpecs, 'read'>;
  readonly serviceSpecs: Pick<ServiceSpecs, 'read'>;
  readonly stoppedTasks: Pick<StoppedTasks, 'add'>;
}

const keptForMs = 30 * 24 * 3_600_000;

/** Keeps how and why a task of a managed cluster ended, as it is known now. The same event again changes nothing. */
export const keepStoppedTask = async (
  { cluster, task }: { readonly cluster?: string; readonly task?: TaskView },
  ports: KeepStoppedTaskPorts,
): Promise<'kept' | 'ignored'> => {
  if (cluster === undefined || task === undefined || task.lastStatus !== 'STOPPED') return 'ignored';
  if ((await readableSpec(cluster, ports)) === undefined) return 'ignored';
  const diagnosis = diagnose(task, await stopContext(cluster, task, ports));
  await ports.stoppedTasks.add(cluster, { ...task, diagnosis }, ports.clock.now() + keptForMs);
  return 'kept';
};
