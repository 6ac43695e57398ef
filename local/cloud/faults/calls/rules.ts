/**
 * The rules by which calls go wrong, and the interceptor that applies them. Which rules a kind of call can be meant by is found
 * once for each kind, so a call that none means costs one look into a map, however many rules there are.
 */
import type { Interceptor, Request } from '../../kernel/dispatch.ts';
import type { World } from '../../kernel/world.ts';
import type { EndFault } from '../fault.ts';
import { type CallChoice, callCounter, expectCalls, isKindMeant } from './call-choice.ts';

export interface CallRule {
  readonly choice: CallChoice;
  /** Whether this call, whose kind is meant, is hit. Counts it. */
  readonly hits: (request: Request) => boolean;
  readonly act: Interceptor;
}

/**
 * From now on calls that are chosen go wrong like this, until that is ended or as many as were asked for have been hit; then
 * `over` is called. `matches` narrows the choice by what else a request says. Throws FaultRefused when the choice means no call at all.
 */
export const spoilCalls = (
  world: World,
  choice: CallChoice,
  over: () => void,
  act: Interceptor,
  matches: (request: Request) => boolean = () => true,
): EndFault => {
  expectCalls(choice);
  const counter = callCounter(world.random.fork('calls'), choice);
  const rule: CallRule = {
    choice,
    hits: (request) => {
      if (!matches(request)) return false;
      const hit = counter.hits();
      if (counter.spent()) over();
      return hit;
    },
    act,
  };
  const { rules, byKind } = world.callFaults;
  rules.add(rule);
  byKind.clear();
  return () => {
    rules.delete(rule);
    byKind.clear();
  };
};

/** The first rule that hits a call decides what becomes of it; the others do not count it. */
export const callFaultsInterceptor =
  (world: () => World): Interceptor =>
  (request, next) => {
    if (world().callFaults.rules.size === 0) return next();
    const rule = rulesFor(world(), request).find(({ hits }) => hits(request));
    return rule === undefined ? next() : rule.act(request, next);
  };

const rulesFor = ({ callFaults }: World, request: Request): readonly CallRule[] => {
  const kind = `${request.service}:${request.operation}:${request.caller.role}`;
  const known = callFaults.byKind.get(kind);
  if (known !== undefined) return known;
  const meant = [...callFaults.rules].filter(({ choice }) => isKindMeant(choice, request));
  callFaults.byKind.set(kind, meant);
  return meant;
};
