/** Where tasks go: how they are placed, one word for the five ways or an object, which only `custom` needs; and their network. */
import * as z from 'zod/mini';
import { limits } from '../../ecs/limits.ts';
import type { FieldError } from '../errors.ts';
import type { PlacementSpec } from '../spec.ts';
import { securityGroupId, subnetId } from './names.ts';
import { closed, distinct, line, list, oneOf } from './values.ts';

const names = ['az-balanced-spread', 'az-balanced-binpack', 'binpack', 'one-per-host', 'custom'] as const;

const strategy = closed({ type: oneOf(['random', 'spread', 'binpack']), field: z.exactOptional(line(255)) });
const constraint = closed({ type: oneOf(['distinctInstance', 'memberOf']), expression: z.exactOptional(line(2_000)) });

const inWords = closed({
  name: oneOf(names),
  strategies: z.exactOptional(list(strategy, 0, 5)),
  constraints: z.exactOptional(list(constraint, 0, 10)),
});

export const placementBody = z.union([oneOf(names), inWords], {
  error: (issue) => (issue.input === undefined ? 'is missing' : `must be one of ${names.join(', ')}, or an object`),
});

/** Of tasks of the network mode awsvpc. What is left out is decided when the wish is checked. */
export const networkBody = closed({
  subnets: z._default(distinct(subnetId, 0, limits.subnetsPerTask), []),
  securityGroups: z._default(distinct(securityGroupId, 0, limits.securityGroupsPerTask), []),
});

const defaultPlacement = { name: 'az-balanced-spread' } as const;

export const toPlacement = (body: z.output<typeof placementBody> | undefined): PlacementSpec =>
  body === undefined ? defaultPlacement : typeof body === 'string' ? { name: body } : body;

/** What ECS would say about strategies and constraints, before it is asked. Puts up with any JSON. */
export const placementRules = (raw: unknown, at: string): readonly FieldError[] => {
  if (raw === 'custom') return [{ pointer: at, detail: 'needs strategies or constraints', hint: customExample }];
  const { name, strategies, constraints } = Object(raw);
  const given = [...entries(strategies), ...entries(constraints)].length > 0;
  if (name === 'custom' && !given) {
    return [{ pointer: at, detail: 'needs strategies or constraints', hint: customExample }];
  }
  if (name !== 'custom' && names.includes(name) && given) {
    return [{ pointer: at, detail: `${name} has its own strategies`, hint: 'Use "custom" to give some.' }];
  }
  return [
    ...entries(strategies).flatMap((entry, index) => strategyRules(entry, `${at}/strategies/${index}`)),
    ...entries(constraints).flatMap((entry, index) => constraintRules(entry, `${at}/constraints/${index}`)),
  ];
};

const customExample = 'For example {"name":"custom","strategies":[{"type":"binpack","field":"memory"}]}';

const entries = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html */
const strategyRules = (raw: unknown, at: string): readonly FieldError[] => {
  const { type, field } = Object(raw);
  const pointer = `${at}/field`;
  if (type === 'random' && field !== undefined) return [{ pointer, detail: 'is not taken with random' }];
  if (type === 'binpack' && !/^(cpu|memory)$/i.test(String(field)))
    return [{ pointer, detail: 'must be cpu or memory with binpack' }];
  if (type === 'spread' && !/^(instanceId|host|attribute:[A-Za-z0-9_./\\-]{1,128})$/.test(String(field)))
    return [{ pointer, detail: 'must be instanceId, host or attribute:… with spread' }];
  return [];
};

/** Whether ECS can read the expression is looked at by shared/use-cases/check-wish.ts, which carries its language. */
const constraintRules = (raw: unknown, at: string): readonly FieldError[] => {
  const { type, expression } = Object(raw);
  const pointer = `${at}/expression`;
  if (type === 'distinctInstance' && expression !== undefined)
    return [{ pointer, detail: 'is not taken with distinctInstance' }];
  if (type !== 'memberOf') return [];
  if (expression === undefined) return [{ pointer, detail: 'is missing: memberOf needs one' }];
  return [];
};
