import type * as sdk from '@aws-sdk/client-sts';
import { inRole, registerAccessKey } from '../../iam/callers.ts';
import { uniqueId } from '../../iam/rules.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';

/** Everybody may assume every role that is there: trust policies are kept, not enforced. */
export const assumeRole: Operation<sdk.AssumeRoleCommandInput, sdk.AssumeRoleCommandOutput> = (
  { RoleArn: arn = '', RoleSessionName: session = '', DurationSeconds: seconds = 3_600 },
  { world, caller },
) => {
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) throw new AwsError('ValidationError', `${arn} is invalid`);
  const role = [...world.iam.roles.values()].find((candidate) => candidate.arn === arn);
  if (role === undefined) {
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      403,
    );
  }
  if (seconds > role.maxSessionSeconds) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const AccessKeyId = uniqueId(world.random, 'ASIA').slice(0, 20);
  registerAccessKey(world, AccessKeyId, role.name, session);
  return {
    Credentials: {
      AccessKeyId,
      SecretAccessKey: world.random.hex(40),
      SessionToken: world.random.hex(64),
      Expiration: new Date(Math.floor(world.clock.now() / 1_000 + seconds) * 1_000),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${session}`,
      Arn: inRole(world, AccessKeyId, role.name, session).arn,
    },
  };
};
