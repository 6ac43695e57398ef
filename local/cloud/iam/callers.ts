/** Whose a call is. Signatures are not verified: the access key id alone tells. */
import type { Caller } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';

/** The role of everybody who does not say who they are. */
export const LOCAL_ROLE = 'local';

/**
 * From now on calls signed with this access key id are calls of this role, in a session of that name. The role need not exist
 * in IAM.
 */
export const registerAccessKey = (world: World, accessKeyId: string, role: string, session = role): void => {
  world.iam.accessKeys.set(accessKeyId, { role, session });
};

export const callerOf = (world: World, accessKeyId: string | undefined): Caller => {
  const known = accessKeyId === undefined ? undefined : world.iam.accessKeys.get(accessKeyId);
  const { role, session } = known ?? { role: LOCAL_ROLE, session: LOCAL_ROLE };
  return inRole(world, accessKeyId ?? '', role, session);
};

/** Somebody who has assumed a role. */
export const inRole = (world: World, accessKeyId: string, role: string, session: string): Caller => ({
  accessKeyId,
  role,
  arn: `arn:aws:sts::${world.account}:assumed-role/${role}/${session}`,
});
