/** Work that has only so much time: afterwards nothing of it that is still under way can begin another call. */
import { AppError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';

export interface Limit {
  /** The answer of this work, or that it did not come in time; what it throws later is nobody's business. */
  within<Answer>(work: Promise<Answer>): Promise<Answer | 'out-of-time'>;
  /** The same ports, whose calls are refused when the time is over; but for those that are named, which are no calls. */
  on<Ports extends object>(ports: Ports, free: readonly (keyof Ports)[]): Ports;
}

/** It begins now. */
export const limitOf = (clock: Clock, limitMs: number): Limit => {
  const deadline = clock.now() + limitMs;
  let over = false;

  const limited = (port: object): object =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          if (over || clock.now() >= deadline)
            throw new AppError('CloudUnavailable', 'The time for this cluster is over.');
          return member.apply(target, args);
        };
      },
    });

  return {
    async within(work) {
      work.catch(() => {});
      const answer = await Promise.race([work, clock.sleep(limitMs).then(() => 'out-of-time' as const)]);
      over = true;
      return answer;
    },
    on: <Ports extends object>(ports: Ports, free: readonly (keyof Ports)[]): Ports =>
      Object.fromEntries(
        Object.entries(ports).map(([name, port]) => [name, free.includes(name as keyof Ports) ? port : limited(port)]),
      ) as Ports,
  };
};
