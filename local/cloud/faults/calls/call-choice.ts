/** Which calls a fault hits. */
import * as z from 'zod/mini';
import type { Request } from '../../kernel/dispatch.ts';
import type { Random } from '../../kernel/random.ts';
import { isOfAws } from '../../kernel/service.ts';
import { services } from '../../services.ts';
import { FaultRefused } from '../fault.ts';
import { percent, times } from '../parameters.ts';

/** A name, or several; `*` stands for any characters. */
const names = z.union([z.string(), z.array(z.string()).check(z.minLength(1))]);

/** Whatever is said narrows the choice; nothing said means every call, but for those that AWS makes by itself. */
export const callChoice = z.strictObject({
  /** As in the SDK's package names: `ecs`, `ec2`, `sfn`, `eventbridge` … */
  service: z.optional(names),
  /** `RunInstances`, `Describe*`. */
  operation: z.optional(names),
  /** The caller's IAM role. AWS's own services are hit only when they are named: `events.amazonaws.com`. */
  role: z.optional(names),
  /** Of those, as many in a hundred at random. */
  percent,
  /** Of those, only the n-th since the fault began. */
  nth: z.optional(z.int().check(z.minimum(1))),
  /** Of those, only each n-th. */
  every: z.optional(z.int().check(z.minimum(1))),
  /** Of those, so many; then the fault is over. */
  times,
});
export type CallChoice = z.infer<typeof callChoice>;

/** Throws FaultRefused when the choice names a service or an operation that is not there. */
export const expectCalls = ({ service, operation }: CallChoice): void => {
  const meant = services.filter(({ name }) => service === undefined || matcher(service)(name));
  if (meant.length === 0)
    throw new FaultRefused(`There is no such service; there are ${services.map(({ name }) => name).join(', ')}.`);
  if (operation === undefined) return;
  const fits = matcher(operation);
  if (!meant.some(({ operations }) => Object.keys(operations).some(fits)))
    throw new FaultRefused(`No operation of ${meant.map(({ name }) => name).join(', ')} has this name.`);
};

/** Whether calls of this kind can be meant at all: the part of the choice that is decided once for each kind of call. */
export const isKindMeant = (
  { service, operation, role }: CallChoice,
  call: Pick<Request, 'service' | 'operation' | 'caller'>,
): boolean =>
  (service === undefined || matcher(service)(call.service)) &&
  (operation === undefined || matcher(operation)(call.operation)) &&
  (role === undefined ? !isOfAws(call.caller) : matcher(role)(call.caller.role));

/** Decides call by call, of those whose kind is meant. `spent` says that no further one will be hit. */
export const callCounter = (random: Random, { percent: chance, nth, every, times: most }: CallChoice) => {
  let met = 0;
  let hits = 0;
  return {
    hits: (): boolean => {
      if (chance !== undefined && !random.chance(chance)) return false;
      met += 1;
      if (nth !== undefined && met !== nth) return false;
      if (every !== undefined && met % every !== 0) return false;
      hits += 1;
      return true;
    },
    spent: (): boolean => (most !== undefined && hits >= most) || (nth !== undefined && met >= nth),
  };
};

const matcher = (wanted: string | readonly string[]): ((name: string) => boolean) => {
  const patterns = (typeof wanted === 'string' ? [wanted] : wanted).map(
    (pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`),
  );
  return (name) => patterns.some((pattern) => pattern.test(name));
};

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
