import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sts';
import type { Operation } from '../../kernel/service.ts';

export const getCallerIdentity: Operation<sdk.GetCallerIdentityCommandInput, sdk.GetCallerIdentityCommandOutput> = (
  _input,
  { world, caller },
) => ({
  UserId: `${world.iam.roles.get(caller.role)?.id ?? idFor(caller.role)}:${caller.arn.slice(caller.arn.lastIndexOf('/') + 1)}`,
  Account: world.account,
  Arn: caller.arn,
});

/** Access keys may belong to roles that are not in IAM: they too have an id that stays. */
const idFor = (role: string): string =>
  `AROA${createHash('sha256').update(role).digest('hex').slice(0, 17).toUpperCase()}`;
