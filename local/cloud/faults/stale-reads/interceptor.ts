/**
 * Eventual consistency: a read that was made before by the same caller may be answered with what it was answered then. "The
 * Amazon ECS API follows an eventual consistency model" (RunTask), as does EC2's
 * (https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html). DynamoDB says itself which reads are consistent, and
 * is left alone.
 */
import type { Interceptor, Request } from '../../kernel/dispatch.ts';
import { isOfAws } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type MillisecondRange, someOf } from '../milliseconds.ts';

/** Enough for what callers read over and over within seconds. */
const mostAnswers = 200;

export const staleReadsInterceptor =
  (world: () => World): Interceptor =>
  (request, next) => {
    const behind = windowOf(world(), request);
    return behind === undefined ? next() : readBehind(world(), behind, request, next);
  };

const readBehind = async (
  { clock, random, staleReads: { answers } }: World,
  behind: MillisecondRange,
  request: Request,
  next: () => Promise<unknown>,
): Promise<unknown> => {
  const key = `${request.caller.accessKeyId} ${request.service}:${request.operation} ${JSON.stringify(request.input)}`;
  const known = answers.get(key);
  if (known !== undefined && clock.now() - known.at <= someOf(random, behind)) return known.output;
  const output = structuredClone(await next());
  answers.delete(key);
  answers.set(key, { at: clock.now(), output });
  const [oldest] = answers.keys();
  if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
  return output;
};

/** Undefined: this read tells what is so now. */
const windowOf = ({ knobs, staleReads }: World, request: Request): MillisecondRange | undefined => {
  if (knobs.staleDescribesMs[1] === 0 && staleReads.windows.size === 0) return undefined;
  if (!mayBeStale(request)) return undefined;
  for (const { ms, matches } of staleReads.windows) if (matches(request)) return ms;
  return knobs.staleDescribesMs[1] > 0 && eventuallyConsistent.has(request.service)
    ? knobs.staleDescribesMs
    : undefined;
};

/** Services that say so of themselves. */
export const eventuallyConsistent: ReadonlySet<string> = new Set(['ec2', 'ecs']);

const mayBeStale = ({ service, operation, caller }: Request): boolean =>
  service !== 'dynamodb' && /^(Describe|List|Get)/.test(operation) && !isOfAws(caller);
