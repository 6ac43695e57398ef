/**
 * Writes the data files of this folder from AWS's published API models: what the SDK for JavaScript's schemas do not carry.
 *
 *   pip download botocore==1.43.11 --no-deps && unzip botocore-*.whl
 *   npm run constraints -- botocore
 *
 * The models are those of botocore (https://github.com/boto/botocore, Apache-2.0), which are AWS's own.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { services } from '../../services.ts';
import type { Constraints, ShapeConstraints } from './constraints.ts';
import { left } from './left-to-operations.ts';
import { matcher } from './matcher.ts';

interface PublishedShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

interface Published {
  readonly metadata: { readonly apiVersion: string };
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, PublishedShape>>;
}

/** Where botocore calls a service differently. DynamoDB and SQS check for themselves, in their own words. */
const folders: Readonly<Record<string, string>> = {
  ec2: 'ec2',
  ecs: 'ecs',
  eventbridge: 'events',
  iam: 'iam',
  lambda: 'lambda',
  sfn: 'stepfunctions',
  ssm: 'ssm',
  sts: 'sts',
};

const read = (botocore: string, folder: string): Published => {
  const versions = join(botocore, 'data', folder);
  const newest = readdirSync(versions).toSorted().at(-1) ?? '';
  const path = join(versions, newest, 'service-2.json');
  return JSON.parse((existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`))).toString('utf8'));
};

/** The constrained shapes that these operations take in. */
const constraintsOf = (
  model: Published,
  service: string,
  operations: readonly string[],
): Omit<Constraints, 'origin'> => {
  const shapes: Record<string, ShapeConstraints> = {};
  const known = new Map<string, boolean>();

  const visit = (name: string): boolean => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    // A shape that contains itself is constrained when anything else in it is.
    known.set(name, false);
    const own = { ...leafOf(name, model.shapes[name]!, service), ...partsOf(model.shapes[name]!, visit) };
    const constrained = Object.keys(own).length > 0;
    if (constrained) shapes[name] = own;
    known.set(name, constrained);
    return constrained;
  };

  const inputs = operations.flatMap((operation) => {
    const input = model.operations[operation]?.input?.shape;
    return [[operation, input !== undefined && visit(input) ? input : ''] as const];
  });
  return { operations: Object.fromEntries(inputs), shapes };
};

/** ECS and EC2 model lengths and patterns that they do not refuse, or elsewhere; what is too much, EC2 gives less of. */
const leafOf = (name: string, shape: PublishedShape, service: string): ShapeConstraints => {
  if (left[service]?.includes(name)) return {};
  const { min, max, pattern, enum: words, sensitive } = shape;
  const whole = shape.type === 'integer' ? 32 : shape.type === 'long' ? 64 : undefined;
  const lengthsCount = service !== 'ecs' && (service !== 'ec2' || whole !== undefined);
  const own: ShapeConstraints = {
    ...(min === undefined || !lengthsCount ? {} : { min }),
    ...(max === undefined || !lengthsCount || service === 'ec2' ? {} : { max }),
    ...(pattern === undefined || !lengthsCount || !constrains(pattern) ? {} : { pattern }),
    ...(words === undefined ? {} : { enum: words }),
    ...(whole === undefined ? {} : { whole }),
  };
  return Object.keys(own).length > 0 && sensitive ? { ...own, sensitive } : own;
};

/** `.*` and the like allow everything. */
const constrains = (pattern: string): boolean => {
  if (matcher(pattern) === undefined) throw new Error(`${pattern} cannot be read`);
  return !/^\^?\(?(\.|\[\\s\\S\]|\(\.\|\\n\))\*\)?\$?$/.test(pattern);
};

const partsOf = (shape: PublishedShape, visit: (name: string) => boolean): ShapeConstraints => {
  const members = Object.entries(shape.members ?? {}).flatMap(([name, member]) =>
    visit(member.shape) ? [[name, member.shape] as const] : [],
  );
  const part = (name: 'member' | 'key' | 'value', as: 'item' | 'key' | 'value') => {
    const held = shape[name]?.shape;
    return held !== undefined && visit(held) ? { [as]: held } : {};
  };
  return {
    ...(members.length === 0 ? {} : { members: Object.fromEntries(members) }),
    ...part('member', 'item'),
    ...part('key', 'key'),
    ...part('value', 'value'),
  };
};

/** One shape per line, so that changes can be read. */
const written = ({ origin, operations, shapes }: Constraints): string => {
  const lines = Object.entries(shapes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => `    ${JSON.stringify(name)}: ${JSON.stringify(shape)}`);
  const inputs = Object.entries(operations).map(
    ([name, shape]) => `    ${JSON.stringify(name)}: ${JSON.stringify(shape)}`,
  );
  return `{\n  "origin": ${JSON.stringify(origin)},\n  "operations": {\n${inputs.join(',\n')}\n  },\n  "shapes": {\n${lines.join(',\n')}\n  }\n}\n`;
};

const botocore = process.argv[2];
if (botocore === undefined) throw new Error('where are the models? npm run constraints -- <the folder of botocore>');
const version = /__version__ = '([\d.]+)'/.exec(readFileSync(join(botocore, '__init__.py'), 'utf8'))?.[1];
for (const [service, folder] of Object.entries(folders)) {
  const model = read(botocore, folder);
  const operations = Object.keys(services.find(({ name }) => name === service)?.operations ?? {}).toSorted();
  const origin = `botocore ${version}, ${folder} ${model.metadata.apiVersion}, Apache-2.0`;
  const constraints = { origin, ...constraintsOf(model, service, operations) };
  writeFileSync(new URL(`./${service}.json`, import.meta.url), written(constraints));
}
