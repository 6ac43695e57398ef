/** Whose a call is. Signatures are not verified: the access key id alone tells. */
import type { Caller } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';

/** The role of everybody who does not say who they are. */
export const LOCAL_ROLE = 'local';

/** From now on calls signed with this access key id are calls of this role. The role need not exist in IAM. */
export const registerAccessKey = (world: World, accessKeyId: string, role: string): void => {
  world.iam.accessKeys.set(accessKeyId, role);
};

export const callerOf = (world: World, accessKeyId: string | undefined): Caller => {
  const role = (accessKeyId === undefined ? undefined : world.iam.accessKeys.get(accessKeyId)) ?? LOCAL_ROLE;
  return {
    accessKeyId: accessKeyId ?? '',
    role,
    arn: `arn:aws:sts::${world.account}:assumed-role/${role}/${role}`,
  };
};
