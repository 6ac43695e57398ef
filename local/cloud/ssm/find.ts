/** Parameters by what callers call them: a name, an ARN, `name:version` or `name:label`. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import { checkName, keyOf, malformedName } from './names.ts';
import { latestOf, type Parameter, type ParameterVersion } from './state.ts';

export interface Found {
  /** As asked for: `name` is called `/name` by those who call it so. By its ARN it has the name with which it was put. */
  readonly name: string;
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  /** `:3` or `:label`, as asked. */
  readonly selector: string | undefined;
}

/** Undefined: there is no such parameter. Throws when there is one, but not that version or label of it. */
export const findParameter = (world: World, reference: string): Found | undefined => {
  const { name: asked, wanted } = parse(reference);
  const parameter = parameterNamed(world, asked);
  if (parameter === undefined) return undefined;
  const name = reference.startsWith('arn:') ? parameter.name : asked;
  if (wanted === undefined) return { name, parameter, version: latestOf(parameter), selector: undefined };
  const isVersion = /^\d+$/.test(wanted);
  const version = parameter.versions.find((candidate) =>
    isVersion ? candidate.version === Number(wanted) : candidate.labels.has(wanted),
  );
  if (version === undefined) throw versionNotFound(isVersion ? `version ${wanted}` : `label ${wanted}`, name);
  return { name, parameter, version, selector: `:${wanted}` };
};

/** The account's own or a public one, by its exact name. */
const parameterNamed = (world: World, name: string): Parameter | undefined =>
  world.ssm.parameters.get(keyOf(name)) ?? world.ssm.publicParameters.get(name);

export const ownParameter = (world: World, name: string): Parameter => {
  checkName(name);
  return world.ssm.parameters.get(keyOf(name)) ?? refuseUnknown(name);
};

const refuseUnknown = (name: string): never => {
  throw parameterNotFound(name);
};

export const parameterNotFound = (name: string): AwsError =>
  new AwsError('ParameterNotFound', `Parameter ${name} not found.`);

export const versionNotFound = (what: string, name: string): AwsError =>
  new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find ${what} of ${name}. Verify the version and try again.`,
  );

/** In an ARN the name's first slash is the one after `parameter`: `…:parameter/a` may be `a` or `/a`. */
const parse = (reference: string): { name: string; wanted: string | undefined } => {
  const [, resource = reference] = /^arn:aws:ssm:[\w-]*:\d*:parameter(\/.+)$/.exec(reference) ?? [];
  const [name = '', wanted, ...more] = resource.split(':');
  if (more.length > 0 || wanted === '') throw malformedName();
  const bare = resource !== reference && name.indexOf('/', 1) < 0 ? name.slice(1) : name;
  checkName(bare);
  if (bare.includes('/') && !bare.startsWith('/')) throw malformedName();
  return { name: bare, wanted };
};
