import { eventTime } from '../../shared/domain/event-time.ts';
import { type Happening, happeningOf } from '../../shared/domain/happening.ts';
import { event } from '../../shared/lambda/event.ts';
import type { Invocation } from '../../shared/lambda/invocation.ts';
import * as runtime from '../../shared/runtime.ts';
import { type FleetChangedPorts, wakeForHappening } from '../../shared/use-cases/wake-for-happening.ts';

interface Happened {
  readonly happening: Happening;
  /** As the event says. */
  readonly happenedAt?: number;
}

/** Called for each event about hosts, tasks, services and deployments: which cluster is to be looked at? */
export const fleetChanged = async (
  { happening, happenedAt }: Happened,
  { log }: Pick<Invocation, 'log'>,
  ports: FleetChangedPorts = fleetChangedPorts(),
) => {
  const wake: FleetChangedPorts['wake'] = {
    wake: (message) => ports.wake.wake({ ...message, ...(happenedAt !== undefined && { happenedAt }) }),
  };
  const outcome = await wakeForHappening(happening, { ...ports, wake });
  if (outcome.status === 'ignored') {
    runtime.meter().add('EventsIgnored', 1, { Why: outcome.why });
    log.info('event ignored', { why: outcome.why });
  }
  return outcome;
};

const fleetChangedPorts = (): FleetChangedPorts => ({
  clock: runtime.clock(),
  clusterSpecs: runtime.clusterSpecs(),
  instanceIndex: runtime.instanceIndex(),
  observations: runtime.observations(),
  wake: runtime.wake(),
});

const parse = (raw: unknown): Happened => {
  const happenedAt = eventTime(raw, runtime.clock().now());
  return { happening: happeningOf(raw, runtime.settings()), ...(happenedAt !== undefined && { happenedAt }) };
};

export const handler = event(parse, fleetChanged);
