/** A whole wish as JSON: what somebody pastes into the Step Functions console, and what `api-plans` is asked about. */
import * as z from 'zod/mini';
import type { FieldError } from '../errors.ts';
import type { Wish, WishKind } from '../wish.ts';
import { check, type FurtherCheck, invalid } from './check.ts';
import { clusterBody, clusterRules } from './cluster.ts';
import * as names from './names.ts';
import { toPlacement } from './placement.ts';
import { serviceBody, serviceRules, toServiceSpec } from './service.ts';
import { runBody, runRules } from './task.ts';
import { closed, flag, integer, line, oneOf } from './values.ts';

const kind = <const Kind extends WishKind>(name: Kind) => ({ kind: z.literal(name), cluster: names.clusterName });
const expectedGeneration = z.exactOptional(integer(0, Number.MAX_SAFE_INTEGER));
export const deadlineSeconds = z.exactOptional(integer(1, 86_400));

const forms = {
  'provision-cluster': closed({ ...kind('provision-cluster'), spec: clusterBody, expectedGeneration }),
  'delete-cluster': closed({ ...kind('delete-cluster'), cascade: z._default(flag(), false), expectedGeneration }),
  'deploy-service': closed({
    ...kind('deploy-service'),
    service: names.serviceName,
    spec: serviceBody,
    expectedGeneration,
  }),
  'delete-service': closed({ ...kind('delete-service'), service: names.serviceName, expectedGeneration }),
  'replace-host': closed({ ...kind('replace-host'), host: names.lookedUp, deadlineSeconds }),
  'change-host': closed({
    ...kind('change-host'),
    host: names.lookedUp,
    change: oneOf(['drain', 'activate', 'terminate']),
    deadlineSeconds,
  }),
  'run-task': z.extend(runBody, kind('run-task')),
  'stop-task': closed({
    ...kind('stop-task'),
    task: names.lookedUp,
    reason: z._default(line(255), 'stopped on request'),
  }),
} as const satisfies Record<WishKind, z.ZodMiniType>;

const rules: Partial<Record<WishKind, FurtherCheck>> = {
  'provision-cluster': (raw) => below('/spec', clusterRules(Object(raw).spec)),
  'deploy-service': (raw) => below('/spec', serviceRules(Object(raw).spec)),
  'run-task': runRules,
};

const kinds = Object.keys(forms) as readonly WishKind[];

/**
 * The wish in its normal form, defaults filled in, or `InvalidInput`. A task definition is still named as it was given:
 * see shared/use-cases/resolve-wish.ts.
 */
export const checkWish = (raw: unknown): Wish => {
  const named = kinds.find((known) => known === Object(raw).kind);
  if (named === undefined) throw invalid([{ pointer: '/kind', detail: `must be one of ${kinds.join(', ')}` }]);
  return toWish(check<z.ZodMiniType>(forms[named], raw, rules[named]) as z.output<(typeof forms)[WishKind]>);
};

const toWish = (form: z.output<(typeof forms)[WishKind]>): Wish => {
  if (form.kind === 'deploy-service') return { ...form, spec: toServiceSpec(form.spec, form.spec.taskDefinition) };
  if (form.kind === 'run-task') return { ...form, placement: toPlacement(form.placement) };
  return form;
};

const below = (pointer: string, errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` }));
