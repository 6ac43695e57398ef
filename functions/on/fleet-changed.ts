import { type Happening, happeningOf } from '../../shared/domain/happening.ts';
import { event } from '../../shared/lambda/event.ts';
import type { Invocation } from '../../shared/lambda/invocation.ts';
import * as runtime from '../../shared/runtime.ts';
import { type FleetChangedPorts, wakeForHappening } from '../../shared/use-cases/wake-for-happening.ts';

/** Called for each event about hosts, tasks, services and deployments: which cluster is to be looked at? */
export const fleetChanged = async (
  happening: Happening,
  { log }: Pick<Invocation, 'log'>,
  ports: FleetChangedPorts = fleetChangedPorts(),
) => {
  const outcome = await wakeForHappening(happening, ports);
  if (outcome.status === 'ignored') log.info('event ignored', { why: outcome.why });
  return outcome;
};

const fleetChangedPorts = (): FleetChangedPorts => ({
  clock: runtime.clock(),
  clusterSpecs: runtime.clusterSpecs(),
  instanceIndex: runtime.instanceIndex(),
  observations: runtime.observations(),
  wake: runtime.wake(),
});

export const handler = event((raw) => happeningOf(raw, runtime.settings()), fleetChanged);
