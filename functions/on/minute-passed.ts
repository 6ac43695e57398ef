import { event } from '../../shared/lambda/event.ts';
import type { Invocation } from '../../shared/lambda/invocation.ts';
import * as runtime from '../../shared/runtime.ts';
import { type SweepPorts, sweep } from '../../shared/use-cases/sweep.ts';

/** Called by the schedule: what has no event, and what was lost of events, is seen a minute later at most. */
export const minutePassed = async (
  _minute: unknown,
  { log }: Pick<Invocation, 'log'>,
  ports: SweepPorts = sweepPorts(),
) => {
  const swept = await sweep(ports);
  runtime.meter().add('ManagedClusters', swept.clusters);
  // Where there is no cluster there are no looks: the alarm that compares the two needs both.
  runtime.meter().add('Reconciles', 0);
  log.info('swept', { ...swept });
  return swept;
};

const sweepPorts = (): SweepPorts => ({
  clock: runtime.clock(),
  settings: runtime.settings(),
  fleet: runtime.fleet(),
  clusterSpecs: runtime.clusterSpecs(),
  operations: runtime.operations(),
  workflows: runtime.workflows(),
  wake: runtime.wake(),
});

export const handler = event((raw) => raw, minutePassed);
