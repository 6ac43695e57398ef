/**
 * Client tokens of RunInstances (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html): the same request
 * again is answered with the same instances, another request with the same token is refused. A request that names a zone, by
 * itself or by its subnet, is idempotent within that zone only; others are within the region. "A client token is valid for at
 * least 24 hours after the termination of the instance"
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html).
 */
import { createHash } from 'node:crypto';
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { Launch } from '../state.ts';

const longestToken = 64;

/** The launch that this request repeats, if it does. */
export const launchRepeated = (world: World, request: RunInstancesCommandInput): Launch | undefined => {
  const token = request.ClientToken;
  if (token === undefined || token === '') return undefined;
  if (token.length > longestToken || !/^[\x20-\x7e]*$/.test(token))
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid value '${token}' for clientToken. It must be at most 64 ASCII characters.`,
    );
  const earlier = world.ec2.launchesByToken.get(token)?.get(scopeOf(world, request));
  if (earlier === undefined || isOver(world, earlier)) return undefined;
  if (earlier.fingerprint !== fingerprintOf(request))
    throw new AwsError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  if (earlier.instanceIds.every((id) => isTerminated(world, id)))
    throw new AwsError(
      'IdempotentInstanceTerminated',
      'The request to launch an instance uses the same client token as a previous request for which the instance has been terminated.',
    );
  return earlier;
};

const isOver = (world: World, { endedAt }: Launch): boolean =>
  endedAt !== undefined && endedAt + world.knobs.launchTokenMs <= world.clock.now();

/** The life of a launch's token is counted from here when the last of its instances has been terminated. */
export const launchMayHaveEnded = (world: World, token: string): void => {
  for (const launch of world.ec2.launchesByToken.get(token)?.values() ?? [])
    if (launch.instanceIds.every((id) => isTerminated(world, id))) launch.endedAt ??= world.clock.now();
};

const isTerminated = (world: World, id: string): boolean =>
  (world.ec2.instances.get(id)?.state ?? 'terminated') === 'terminated';

/** A refused launch is not remembered: its token may be used again. */
export const rememberLaunch = (
  world: World,
  request: RunInstancesCommandInput,
  launch: Pick<Launch, 'reservationId' | 'instanceIds'>,
): void => {
  if (request.ClientToken === undefined || request.ClientToken === '') return;
  const byScope = world.ec2.launchesByToken.get(request.ClientToken) ?? new Map<string, Launch>();
  byScope.set(scopeOf(world, request), { ...launch, fingerprint: fingerprintOf(request) });
  world.ec2.launchesByToken.set(request.ClientToken, byScope);
};

const scopeOf = (world: World, request: RunInstancesCommandInput): string => {
  const subnet = request.NetworkInterfaces?.[0]?.SubnetId ?? request.SubnetId;
  const zone = subnet === undefined ? undefined : world.ec2.subnets.get(subnet)?.availabilityZone;
  return zone ?? request.Placement?.AvailabilityZone ?? world.region;
};

const fingerprintOf = ({ ClientToken: _, DryRun: __, ...request }: RunInstancesCommandInput): string =>
  createHash('sha256')
    .update(JSON.stringify(inOrder(request)))
    .digest('base64');

/** The value with the members of its objects in order, so that equal requests read the same. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, inOrder(member)]),
  );
};
