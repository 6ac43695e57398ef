/** What is asked for in `PUT /v1/clusters/{cluster}` and in `PUT …/groups/{group}/config`. */
import * as z from 'zod/mini';
import { checkAgentConfig, checkAttributes } from '../agent-config.ts';
import type { FieldError } from '../errors.ts';
import type { HostGroupSpec } from '../spec.ts';
import { parseWindow } from '../windows.ts';
import { examine, type FurtherCheck } from './check.ts';
import * as names from './names.ts';
import { closed, distinct, flag, integer, list, oneOf, record, text } from './values.ts';

/** An object all of whose fields have defaults may be left out. */
const unset = <Schema extends z.ZodMiniType>(schema: Schema) => z.prefault(schema, {} as never);

/** What keys and values may be is said in shared/domain/agent-config.ts, and looked at by the rules below. */
const agent = record(text(), text(), 100);
/** ECS takes ten custom attributes; one is ours. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const attributes = record(text(), text(), 9);

const network = closed({
  subnets: z._default(distinct(names.subnetId, 0, 16), []),
  securityGroups: z._default(distinct(names.securityGroupId, 0, 5), []),
  publicIp: z._default(oneOf(['auto', 'yes', 'no']), 'auto'),
  availabilityZones: z._default(distinct(names.zoneName, 0, 6), []),
});

const mostGroups = 20;

const hostGroup = closed({
  name: names.groupName,
  count: integer(0, 1_000),
  surge: z._default(integer(1, 100), 1),
  instanceTypes: distinct(names.instanceTypeName, 1, 20),
  market: z._default(oneOf(['on-demand', 'spot', 'spot-first']), 'on-demand'),
  ami: unset(closed({ family: z._default(oneOf(['al2023']), 'al2023'), id: z.exactOptional(names.imageId) })),
  network: unset(network),
  rootVolume: unset(
    closed({ sizeGiB: z._default(integer(30, 16_384), 30), type: z._default(oneOf(['gp3', 'gp2']), 'gp3') }),
  ),
  agent: z._default(agent, {}),
  attributes: z._default(attributes, {}),
  tags: names.tags(),
  metadataHopLimit: z._default(integer(1, 64), 1),
  extraUserData: z.exactOptional(names.parameterName),
  allow: unset(
    closed({
      privileged: z._default(flag(), false),
      hostNetwork: z._default(flag(), false),
      hostMounts: z._default(flag(), false),
    }),
  ),
});

export const clusterBody = closed({
  groups: list(hostGroup, 1, mostGroups),
  policy: unset(
    closed({
      healing: z._default(oneOf(['act', 'observe', 'off']), 'act'),
      drainDeadlineSeconds: z._default(integer(60, 86_400), 900),
      onDrainDeadline: z._default(oneOf(['give-up', 'force']), 'give-up'),
      paused: z._default(flag(), false),
      windows: z._default(distinct(text(), 0, 14), []),
    }),
  ),
  tags: names.tags(),
});

/** Each part that is given replaces the stored one; what is left out stays. */
export const configBody = closed({
  agent: z.exactOptional(agent),
  attributes: z.exactOptional(attributes),
});

/**
 * The groups of a body that is wrong somewhere, without their fields that are wrong: what is left can be looked up already.
 * Each has its place in the body.
 */
export const wellFormedGroups = (
  raw: unknown,
): readonly { readonly index: number; readonly group: HostGroupSpec; readonly leftOut: readonly string[] }[] => {
  const groups: unknown = Object(raw).groups;
  if (!Array.isArray(groups)) return [];
  return groups.slice(0, mostGroups).flatMap((given, index) => {
    const { errors } = examine(hostGroup, given);
    const leftOut = errors.map(({ pointer }) => pointer.split('/')[1] ?? '');
    if (leftOut.includes('')) return [];
    const kept = Object.fromEntries(Object.entries(given).filter(([field]) => !leftOut.includes(field)));
    const { value } = examine(hostGroup, { ...stopgaps, ...kept });
    return value === undefined ? [] : [{ index, group: value, leftOut }];
  });
};

/** In place of what a group must have and has not got. */
const stopgaps = { name: 'unnamed', count: 0, instanceTypes: ['unknown.type'] };

/** Names that are taken once only, and what the agent and ECS would not take. */
export const clusterRules: FurtherCheck = (raw) => {
  const groups: unknown = Object(raw).groups;
  if (!Array.isArray(groups)) return windowRules(raw);
  const names: unknown[] = groups.map((group) => Object(group).name);
  const ofGroups = groups.flatMap((group, index) => [
    ...(typeof names[index] === 'string' && names.indexOf(names[index]) < index
      ? [{ pointer: `/groups/${index}/name`, detail: `is the name of group ${names.indexOf(names[index])} too` }]
      : []),
    ...configRulesAt(group, `/groups/${index}`),
  ]);
  return [...ofGroups, ...windowRules(raw)];
};

const windowRules: FurtherCheck = (raw) => {
  const windows: unknown = Object(Object(raw).policy).windows;
  if (!Array.isArray(windows)) return [];
  return windows.flatMap((text: unknown, index) => {
    const window = typeof text === 'string' ? parseWindow(text) : undefined;
    return typeof window === 'string' ? [{ pointer: `/policy/windows/${index}`, detail: window }] : [];
  });
};

export const configRules: FurtherCheck = (raw) => configRulesAt(raw, '');

const configRulesAt = (raw: unknown, at: string): readonly FieldError[] => [
  ...checkAgentConfig(Object(Object(raw).agent), `${at}/agent`),
  ...checkAttributes(Object(Object(raw).attributes), `${at}/attributes`),
];
