/** What is asked for in `PUT` and, after merging, in `PATCH /v1/clusters/{cluster}/services/{service}`. */
import * as z from 'zod/mini';
import type { FieldError } from '../errors.ts';
import type { ServiceSpec } from '../spec.ts';
import type { FurtherCheck } from './check.ts';
import * as names from './names.ts';
import { networkBody, placementBody, placementRules, toPlacement } from './placement.ts';
import { closed, flag, integer, oneOf, record, text } from './values.ts';

export const serviceBody = closed({
  taskDefinition: names.taskDefinitionReference,
  scheduling: z._default(oneOf(['REPLICA', 'DAEMON']), 'REPLICA'),
  desiredCount: z.exactOptional(integer(0, 5_000)),
  placement: z.exactOptional(placementBody),
  network: z.exactOptional(networkBody),
  deployment: z.exactOptional(
    closed({
      minimumHealthyPercent: z.exactOptional(integer(0, 100)),
      maximumPercent: z.exactOptional(integer(100, 200)),
      circuitBreaker: z.exactOptional(flag()),
    }),
  ),
  tags: names.tags(),
});
export type ServiceBody = z.output<typeof serviceBody>;

/** RFC 7396: any part of the above, null to return to the default. What comes of it is checked as a whole. */
export const servicePatch = record(text(), z.unknown(), 20);

/**
 * What hangs together in a service. ECS's defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export const serviceRules: FurtherCheck = (raw) => {
  const body = Object(raw);
  return [
    ...(body.scheduling === 'DAEMON' ? daemonRules(body) : replicaRules(body)),
    ...placementRules(body.placement, '/placement'),
  ];
};

const replicaRules = (body: Record<string, unknown>): readonly FieldError[] => {
  const missing: FieldError = {
    pointer: '/desiredCount',
    detail: 'is missing',
    hint: '0 parks the service; a daemon, "scheduling": "DAEMON", needs none',
  };
  const percentages = Object(body['deployment']);
  const stuck: FieldError = {
    pointer: '/deployment',
    detail: 'minimumHealthyPercent and maximumPercent cannot both be 100: no task could ever be replaced',
    hint: 'Allow more than 100 at most, or less than 100 at least.',
  };
  return [
    ...(body['desiredCount'] === undefined ? [missing] : []),
    ...((percentages.minimumHealthyPercent ?? 100) === 100 && percentages.maximumPercent === 100 ? [stuck] : []),
  ];
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon */
const daemonRules = (body: Record<string, unknown>): readonly FieldError[] => {
  const { name, strategies, constraints } = Object(body['placement']);
  const distinct = Array.isArray(constraints) && constraints.some((one) => Object(one).type === 'distinctInstance');
  const placed =
    typeof body['placement'] === 'string' || (name ?? 'custom') !== 'custom' || Object(strategies).length > 0;
  const percentages = Object(body['deployment']);
  const rules: readonly (readonly [boolean, FieldError])[] = [
    [
      body['desiredCount'] !== undefined && body['desiredCount'] !== 0,
      { pointer: '/desiredCount', detail: 'is not taken by a daemon: it runs one task on every host' },
    ],
    [placed || distinct, { pointer: '/placement', detail: 'a daemon takes only custom constraints of type memberOf' }],
    [
      typeof percentages.maximumPercent === 'number' && percentages.maximumPercent > 100,
      { pointer: '/deployment/maximumPercent', detail: 'must be 100 for a daemon: a host has room for one of it' },
    ],
    [
      percentages.minimumHealthyPercent === 100,
      {
        pointer: '/deployment/minimumHealthyPercent',
        detail: 'must be below 100 for a daemon, or it could never be replaced',
      },
    ],
  ];
  return rules.flatMap(([broken, error]) => (broken ? [error] : []));
};

/** The spec in its normal form. `taskDefinition` is the resolved `family:revision`. */
export const toServiceSpec = (body: ServiceBody, taskDefinition: string): ServiceSpec => {
  const daemon = body.scheduling === 'DAEMON';
  return {
    taskDefinition,
    scheduling: body.scheduling,
    desiredCount: daemon ? 0 : (body.desiredCount ?? 0),
    placement: daemon && body.placement === undefined ? { name: 'custom' } : toPlacement(body.placement),
    ...(body.network !== undefined && { network: body.network }),
    deployment: {
      minimumHealthyPercent: body.deployment?.minimumHealthyPercent ?? (daemon ? 0 : 100),
      maximumPercent: body.deployment?.maximumPercent ?? (daemon ? 100 : 200),
      circuitBreaker: body.deployment?.circuitBreaker ?? true,
    },
    tags: body.tags,
  };
};

/** The inverse: what a merge patch is applied to. */
export const toServiceBody = (spec: ServiceSpec): Record<string, unknown> => {
  const { desiredCount, placement, ...rest } = spec;
  const daemon = spec.scheduling === 'DAEMON';
  const placed = placement.strategies === undefined && placement.constraints === undefined ? placement.name : placement;
  const withPlacement = placed === 'custom' ? {} : { placement: placed };
  return { ...rest, ...withPlacement, ...(daemon ? {} : { desiredCount }) };
};
