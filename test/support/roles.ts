/** Holds what the roles of the stack were used for to what they are granted. Any scenario may ask, at its end. */
import { expect } from 'vitest';
import type { Cloud } from '../../local/cloud/cloud.ts';
import { findTaskDefinition } from '../../local/cloud/ecs/find.ts';
import { LOCAL_ROLE } from '../../local/cloud/iam/callers.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Deployment } from '../../local/runtime/deploy.ts';
import { type Account, neededFor, type Permission } from './permissions.ts';
import { allows, type Statement } from './policies.ts';

/** What was asked of IAM, by role name; each once. */
export type UsedPermissions = ReadonlyMap<string, ReadonlyMap<string, Permission>>;

interface Used {
  readonly cloud: Cloud;
  readonly deployment: Deployment;
  readonly used: UsedPermissions;
}

/**
 * Notes what every call by a role of the stack needs before it is carried out: IAM decides before the service does, so a
 * refused call counts as well.
 */
export const recordPermissions = (world: () => World): { interceptor: Interceptor; used: UsedPermissions } => {
  const used = new Map<string, Map<string, Permission>>();
  const interceptor: Interceptor = (request, next) => {
    const { role } = request.caller;
    if (role !== LOCAL_ROLE && world().iam.roles.has(role)) {
      const ofRole = used.get(role) ?? new Map<string, Permission>();
      used.set(role, ofRole);
      for (const permission of neededFor(request, accountOf(world())))
        ofRole.set(JSON.stringify(permission), permission);
    }
    return next();
  };
  return { interceptor, used };
};

/** Fails with every permission that was needed and is not granted. */
export const expectUsedWithinGranted = (stack: Used): void => expect(neededAndNotGranted(stack)).toEqual([]);

export const neededAndNotGranted = (stack: Used): readonly string[] =>
  [...usedBy(stack)].flatMap(([role, permissions]) => {
    const statements = statementsOf(stack, role);
    return permissions
      .filter((needed) => !statements.some((statement) => allows(statement, needed)))
      .map(({ action, resource, context }) => `${role} lacks ${action} on ${resource} ${JSON.stringify(context)}`);
  });

/**
 * What is granted and was not used, as `role action`; and what nothing was done with, as `role action … on resource`, by the
 * last part of its ARN.
 */
export const grantedAndUnused = (stack: Used): readonly string[] => {
  const used = usedBy(stack);
  const { service, stage } = stack.deployment.file;
  return [...stack.cloud.world.iam.roles.keys()].flatMap((name) => {
    const role = name.replace(`${service}-${stage}-`, '');
    return statementsOf(stack, name).flatMap((statement) => {
      const uses = (used.get(name) ?? []).filter((permission) => allows(statement, permission));
      const actions = [statement.Action].flat();
      const idle = actions.filter((action) => !uses.some((use) => use.action === action));
      const untouched = [statement.Resource]
        .flat()
        .filter((Resource) => !uses.some((use) => allows({ ...statement, Resource }, use)))
        .map((resource) => resource.split(':').at(-1));
      if (idle.length === actions.length) return idle.map((action) => `${role} ${action} on ${untouched.join(' ')}`);
      return [
        ...idle.map((action) => `${role} ${action}`),
        ...untouched.map((resource) => `${role} ${actions.join(' ')} on ${resource}`),
      ];
    });
  });
};

/** By calls, and by what Lambda does in the name of its functions without a call of theirs. */
const usedBy = ({ cloud, used }: Used): ReadonlyMap<string, readonly Permission[]> => {
  const all = new Map([...used].map(([role, permissions]) => [role, [...permissions.values()]]));
  for (const [role, permission] of byLambda(cloud.world)) all.set(role, [...(all.get(role) ?? []), permission]);
  return all;
};

/**
 * Logs, queues that are polled, and where failures go.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
const byLambda = ({ lambda, region, account }: World): readonly (readonly [role: string, Permission])[] =>
  [...lambda.functions.values()].flatMap(({ name, shown }) => {
    const role = shown?.roleArn?.split('/').at(-1) ?? '';
    const logs = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${name}:log-stream:*`;
    const queues = [...lambda.mappings.values()].filter(({ functionName }) => functionName === name);
    const { onSuccess, onFailure } = lambda.asynchronous.get(name) ?? {};
    return [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => [action, logs]),
      ...queues.map(({ queueArn }) => ['sqs:GetQueueAttributes', queueArn]),
      ...[onSuccess, onFailure].filter((arn) => arn !== undefined).map((arn) => ['sqs:SendMessage', arn]),
    ].map(([action = '', resource = '']) => [role, { action, resource, context: {} }] as const);
  });

const statementsOf = ({ cloud }: Used, role: string): readonly Statement[] =>
  [...(cloud.world.iam.roles.get(role)?.inline.values() ?? [])].flatMap(
    (document) => (JSON.parse(document) as { Statement: Statement[] }).Statement,
  );

const accountOf = (world: World): Account => ({
  region: world.region,
  account: world.account,
  tagsOfInstance: (id) => Object.fromEntries(world.ec2.instances.get(id)?.tags ?? []),
  roleOfProfile: (name) => {
    const role = world.iam.instanceProfiles.get(name)?.role;
    return role === undefined ? undefined : world.iam.roles.get(role)?.arn;
  },
  rolesOfTaskDefinition: (reference) => {
    const shown = findTaskDefinition(world, reference)?.shown;
    return [shown?.taskRoleArn, shown?.executionRoleArn].filter((arn) => arn !== undefined);
  },
});
