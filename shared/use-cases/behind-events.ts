/** AWS's answers may be older than its events. */
import type { Situation } from '../domain/situation.ts';
import type { WakeMessage } from '../ports/wake.ts';

/** An event that EC2 does not bear out by then was wrong. */
const staleForMs = 30_000;

/** ECS shows an older version of a registration than the event told of. */
export const isTooEarly = ({ world }: Situation, messages: readonly WakeMessage[]): boolean =>
  messages.some(({ seen }) => {
    const shown = world.containerInstances.find(({ arn }) => arn === seen?.arn);
    return shown !== undefined && seen !== undefined && shown.version < seen.version;
  });

/** EC2 may show what it has done some moments later. What is shown is acted on meanwhile: the event may be wrong. */
export const isStale = ({ world, now }: Situation, messages: readonly WakeMessage[]): boolean =>
  messages.some(({ instance, sentAt }) => {
    const shown = world.instances.find(({ id, state }) => id === instance?.id && state === 'running');
    if (shown === undefined || now - sentAt > staleForMs) return false;
    return instance?.shows === 'leaving' || world.interrupted?.includes(shown.id) === false;
  });
