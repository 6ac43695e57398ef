/** The ids of EC2's resources: making them, and finding what they name, with EC2's refusals. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';

/** A long id, as EC2 gives it to every resource since 2016: the prefix and 17 hexadecimal digits. */
export const newId = (world: World, prefix: string): string => `${prefix}-0${world.random.hex(16)}`;

interface Kind {
  readonly prefix: string;
  readonly malformed: string;
  readonly missing: string;
  readonly say: (ids: readonly string[]) => string;
  /** What follows the prefix, where that is not 8 or 17 hexadecimal digits. */
  readonly rest?: RegExp;
}

/** Codes: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html; texts as the service answers them. */
const kinds = {
  instance: {
    prefix: 'i',
    malformed: 'InvalidInstanceID.Malformed',
    missing: 'InvalidInstanceID.NotFound',
    say: (ids) =>
      ids.length === 1
        ? `The instance ID '${ids[0]}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
  },
  image: {
    prefix: 'ami',
    malformed: 'InvalidAMIID.Malformed',
    missing: 'InvalidAMIID.NotFound',
    say: (ids) =>
      `The image id${ids.length === 1 ? '' : 's'} '[${ids.join(', ')}]' do${ids.length === 1 ? 'es' : ''} not exist`,
  },
  subnet: {
    prefix: 'subnet',
    malformed: 'InvalidSubnetID.Malformed',
    missing: 'InvalidSubnetID.NotFound',
    say: (ids) => `The subnet ID '${ids.join(', ')}' does not exist`,
  },
  vpc: {
    prefix: 'vpc',
    malformed: 'InvalidVpcID.Malformed',
    missing: 'InvalidVpcID.NotFound',
    say: (ids) => `The vpc ID '${ids.join(', ')}' does not exist`,
  },
  securityGroup: {
    prefix: 'sg',
    malformed: 'InvalidGroupId.Malformed',
    missing: 'InvalidGroup.NotFound',
    say: (ids) => `The security group '${ids.join(', ')}' does not exist`,
  },
  routeTable: {
    prefix: 'rtb',
    malformed: 'InvalidRouteTableId.Malformed',
    missing: 'InvalidRouteTableID.NotFound',
    say: (ids) => `The routeTable ID '${ids.join(', ')}' does not exist`,
  },
  internetGateway: {
    prefix: 'igw',
    malformed: 'InvalidInternetGatewayId.Malformed',
    missing: 'InvalidInternetGatewayID.NotFound',
    say: (ids) => `The internetGateway ID '${ids.join(', ')}' does not exist`,
  },
  natGateway: {
    prefix: 'nat',
    malformed: 'NatGatewayMalformed',
    missing: 'NatGatewayNotFound',
    say: (ids) => `The Nat Gateway ${ids.join(', ')} was not found`,
  },
  spotRequest: {
    prefix: 'sir',
    malformed: 'InvalidSpotInstanceRequestID.Malformed',
    missing: 'InvalidSpotInstanceRequestID.NotFound',
    say: (ids) => `The spot instance request ID '${ids.join(', ')}' does not exist`,
    rest: /^[0-9a-z]{8,17}$/,
  },
} as const satisfies Record<string, Kind>;

type Found<T> = Pick<ReadonlyMap<string, T>, 'get'>;

const longOrShort = /^([0-9a-f]{8}|[0-9a-f]{17})$/;

/** What the id names. Refuses when the id is malformed or names nothing. */
export const found = <T>(kind: keyof typeof kinds, resources: Found<T>, id: string): T =>
  foundAll(kind, resources, [id])[0]!;

/**
 * What the ids name, each once, in the order asked for. One bad id refuses them all. Ids have 8 or 17 hexadecimal digits
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html).
 */
export const foundAll = <T>(kind: keyof typeof kinds, resources: Found<T>, ids: readonly string[]): T[] => {
  const { prefix, malformed, rest = longOrShort }: Kind = kinds[kind];
  const wrong = ids.find((id) => !id.startsWith(`${prefix}-`) || !rest.test(id.slice(prefix.length + 1)));
  if (wrong !== undefined)
    throw new AwsError(
      malformed,
      `Invalid id: "${wrong}"${wrong.startsWith(`${prefix}-`) ? '' : ` (expecting "${prefix}-...")`}`,
    );
  const refusal = unknownAmong(kind, resources, ids);
  if (refusal !== undefined) throw refusal;
  return Array.from(new Set(ids), (id) => resources.get(id)!);
};

/** How EC2 says that ids name nothing, whatever their form; undefined when each names something. */
export const unknownAmong = (
  kind: keyof typeof kinds,
  resources: Found<unknown>,
  ids: readonly string[],
): AwsError | undefined => {
  const { missing, say }: Kind = kinds[kind];
  const unknown = [...new Set(ids)].filter((id) => resources.get(id) === undefined);
  return unknown.length > 0 ? new AwsError(missing, say(unknown)) : undefined;
};
