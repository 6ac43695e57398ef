/** Parameters for any fault of the catalogue, made from its JSON schema: what a name means is looked up in the world, the rest is random. */
import * as z from 'zod/mini';
import { faultCatalogue } from '../../../local/cloud/faults/catalogue.ts';
import type { Random } from '../../../local/cloud/kernel/random.ts';
import type { World } from '../../../local/cloud/kernel/world.ts';
import { throttleGroups } from '../../../local/cloud/throttling/table.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What a parameter of that name may be, where it is a word. */
export type Words = Readonly<Record<string, readonly string[]>>;

/** `known` comes before what this knows itself: the names of whoever lives in the world. */
export const anyParameters = (
  world: World,
  random: Random,
  name: keyof typeof faultCatalogue,
  known: Words = {},
): unknown => {
  const schema = z.toJSONSchema(faultCatalogue[name].parameters, { io: 'input' }) as Schema;
  return madeOf({ ...words(world), ...known }, random, schema, name, name);
};

const madeOf = (known: Words, random: Random, schema: Schema, key: string, fault: string): unknown => {
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return madeOf(known, random, random.pick(schema.anyOf), key, fault);
  if (schema.prefixItems !== undefined)
    return schema.prefixItems
      .map((item) => madeOf(known, random, item, key, fault))
      .toSorted((a, b) => Number(a) - Number(b));
  switch (schema.type) {
    case 'object': {
      const asked = Object.entries(schema.properties ?? {}).filter(
        ([member]) => schema.required?.includes(member) || random.next() < 0.3,
      );
      return Object.fromEntries(asked.map(([member, of]) => [member, madeOf(known, random, of, member, fault)]));
    }
    case 'array':
      return schema.items ? [madeOf(known, random, schema.items, key, fault)] : [];
    case 'boolean':
      return random.next() < 0.5;
    case 'integer':
    case 'number':
      return amount(random, schema, key);
    case 'string':
      return word(known, random, key, fault);
    default:
      return { 'instance-id': 'i-0fa32d20601daf13d', state: 'running' };
  }
};

/** Times up to ten minutes, everything else small: a mix of faults that lets something happen. */
const amount = (random: Random, { minimum = 0, maximum = 600_000 }: Schema, key: string): number =>
  random.between(
    minimum,
    Math.min(maximum, Math.max(minimum, /Ms$|^ms$/.test(key) ? 600_000 : key === 'percent' ? 60 : 6)),
  );

const word = (known: Words, random: Random, key: string, fault: string): string => {
  const fitting = known[key === 'service' && fault.startsWith('co') ? 'ecsService' : key] ?? [];
  return fitting.length === 0 ? 'something' : random.pick(fitting);
};

const words = (world: World): Words => ({
  service: ['ec2', 'ecs', 'ssm', 'sqs', 'sfn', 'lambda', 'dynamodb', 'eventbridge', '*'],
  ecsService: ['web', 'api'],
  operation: ['*', 'Describe*', 'List*', 'RunInstances', 'RunTask', 'UpdateService', 'Invoke', 'Put*'],
  role: ['customer', 'worker', '*'],
  group: [...throttleGroups.map(({ name }) => name), 'ecs *', 'ec2 *'],
  cluster: ['shop'],
  family: ['web'],
  container: ['main'],
  image: ['nginx', '*'],
  instanceIds: [...world.ec2.instances.values()].filter(({ state }) => state === 'running').map(({ id }) => id),
  availabilityZone: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  instanceType: ['t3.medium', 'm5.large'],
  imageId: [...world.ec2.images.keys()].slice(0, 2),
  subnetId: [...world.ec2.subnets.keys()],
  source: ['aws.ecs', 'aws.ec2'],
  detailType: ['ECS Task State Change', 'EC2 Instance State-change Notification'],
  function: ['work', '*'],
  table: ['notes'],
  stateMachine: ['patient'],
  action: ['dynamodb:PutItem', 'ecs:*', 'lambda:InvokeFunction'],
  time: ['2026-01-01T00:00:00Z'],
});
