/** One disruption and what its next step depends on; steps that several stages take. */
import { type Brake, byHand } from './brakes.ts';
import { isInferred } from './causes.ts';
import { setStatus, terminate } from './disruptions.ts';
import type { Host } from './hosts.ts';
import type { Disruption } from './ledger.ts';
import { own } from './own.ts';
import type { Findings } from './rules/rule.ts';
import type { Situation } from './situation.ts';

export interface Stage {
  readonly situation: Situation;
  /** All of them, by id, after what was decided about others just now. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly host: Host;
  readonly disruption: Disruption;
  readonly brake: (group: string) => Brake;
}

/** EC2 and ECS show what was done with a delay; until then it is not done again. */
export const shownWithinMs = 60_000;

export const isPresent = (host: Host): boolean => host.state !== 'gone';

export const since = (disruption: Disruption): number => disruption.stageAt ?? disruption.enteredAt;

/**
 * Hosts are listed by status: one whose status has just changed may be in no list for a moment, and then nothing is known of its
 * tasks.
 */
export const isOutOfSight = ({ id, containerInstance }: Host, { history, now }: Situation): boolean =>
  containerInstance === undefined &&
  own(history.unregisteredSince, id) !== undefined &&
  now - (own(history.unregisteredSince, id) ?? now) < shownWithinMs;

/** ECS may not show yet what was asked of it, or may never have been asked. */
export const beginsToDrain = ({ situation, host, disruption }: Stage): Findings =>
  situation.now - since(disruption) < shownWithinMs
    ? { notes: [`${host.id} begins to drain`] }
    : { actions: setStatus(host, disruption, 'DRAINING', disruption.reason) };

/** Terminates it, unless it only looks bad and too many do. */
export const ends = ({ situation, host, disruption, brake }: Stage, reason: string): Findings => {
  const { holds, counted } = brake(host.group);
  if (holds && isInferred(disruption)) return { notes: [`${host.id} would be terminated, but ${counted}; ${byHand}`] };
  return { actions: terminate(host, disruption, situation.now, reason) };
};
