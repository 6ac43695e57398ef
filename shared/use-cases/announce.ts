/** Tells of what is decided and of what holds it back: as metrics, and as events of our own. Nothing depends on either. */
import type { Decision } from '../domain/decision.ts';
import type { HeldBrake } from '../domain/held-brake.ts';
import { brakeEvents, healOf, kindOf, type OwnEvent } from '../domain/own-events.ts';
import type { Bus } from '../ports/bus.ts';
import type { Meter } from '../ports/meter.ts';
import type { Decisions, Memories, Observations } from '../ports/stores.ts';

interface Told {
  readonly decisions: Decisions;
  readonly memories: Memories;
  readonly observations: Observations;
}

export interface Announcement {
  readonly bus: Bus;
  readonly meter: Meter;
  readonly stack: string;
  /** Told what the bus did not take. */
  readonly onUnsent: (unsent: Awaited<ReturnType<Bus['put']>>['unsent']) => void;
}

/**
 * The same ports, for the reconcile of one cluster. A decision is told when what came of it has been stored, so an event tells
 * of nothing that no decision does. Whoever crashes in between does not tell: decisions are the record, events are news.
 */
export const announcing = <Ports extends Told>(ports: Ports, to: Announcement): Ports => {
  let before: readonly HeldBrake[] = [];
  const put = async (events: readonly OwnEvent[]): Promise<void> => {
    if (events.length === 0) return;
    const { unsent } = await to.bus.put(events);
    if (unsent.length === 0) return;
    to.meter.add('EventsUnsent', unsent.length);
    to.onUnsent(unsent);
  };
  return {
    ...ports,
    decisions: {
      ...ports.decisions,
      add: async (decisions) => {
        await ports.decisions.add(decisions);
        for (const decision of decisions) measure(decision, to.meter);
        await put(decisions.flatMap((decision) => healOf(decision, to.stack) ?? []));
      },
    },
    memories: {
      ...ports.memories,
      read: async (cluster) => {
        const memory = await ports.memories.read(cluster);
        before = memory.observation?.brakes ?? [];
        if ((memory.unreadable ?? []).length > 0) to.meter.add('UnreadableState', 1);
        return memory;
      },
    },
    observations: {
      ...ports.observations,
      write: async (observation) => {
        await ports.observations.write(observation);
        const { brakes = [], cluster, finishedAt } = observation;
        to.meter.add('BrakesHeld', brakes.filter(({ brake }) => brake !== 'paused').length);
        await put(brakeEvents(brakes, before, { stack: to.stack, cluster, at: finishedAt }));
      },
    },
  };
};

const measure = (decision: Decision, meter: Meter): void => {
  const { outcome, action } = decision;
  if (outcome === 'begun') return;
  meter.add('Decisions', 1, { Outcome: outcome });
  if (action === 'launch' && outcome === 'failed') meter.add('FailedLaunches', 1);
  const heal = healOf(decision, '');
  if (heal !== undefined) meter.add('Heals', 1, { Action: heal.detail.action, Cause: kindOf(decision) });
};
