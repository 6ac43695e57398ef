/** Who the software on an instance is to AWS: the role of its instance profile. */
import { inRole, registerAccessKey } from '../../iam/callers.ts';
import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance, HostCredentials } from '../state.ts';

const validMs = 6 * 3_600_000;
/** "at least five minutes before the expiration of the old credentials" (IAM roles for Amazon EC2). */
const renewMs = 5 * 60_000;

/** The role that the instance's profile holds now; undefined without a profile, or when profile or role are gone. */
export const roleOf = (world: World, instance: Ec2Instance): string | undefined => {
  const name = instance.instanceProfile?.name;
  const role = name === undefined ? undefined : world.iam.instanceProfiles.get(name)?.role;
  return role !== undefined && world.iam.roles.has(role) ? role : undefined;
};

/** Temporary credentials as the metadata service hands them out, the same until they are about to expire. */
export const credentialsOf = (world: World, instance: Ec2Instance): HostCredentials | undefined => {
  const role = roleOf(world, instance);
  if (role === undefined) return undefined;
  const now = world.clock.now();
  const known = instance.credentials;
  if (known !== undefined && known.role === role && known.expiresAt - now > renewMs) return known;
  const fresh: HostCredentials = {
    role,
    accessKeyId: `ASIA${world.random.hex(16).toUpperCase()}`,
    secretAccessKey: world.random.hex(40),
    token: Buffer.from(world.random.hex(64)).toString('base64'),
    issuedAt: now,
    expiresAt: now + validMs,
  };
  instance.credentials = fresh;
  registerAccessKey(world, fresh.accessKeyId, role);
  return fresh;
};

/** The host as a caller: its session is named after the instance. */
export const hostCaller = (world: World, instance: Ec2Instance, credentials: HostCredentials): Caller =>
  inRole(world, credentials.accessKeyId, credentials.role, instance.id);

/** The software on the host as a caller; undefined where it has no credentials. */
export const roleCaller = (world: World, instance: Ec2Instance): Caller | undefined => {
  const credentials = credentialsOf(world, instance);
  return credentials && hostCaller(world, instance, credentials);
};
