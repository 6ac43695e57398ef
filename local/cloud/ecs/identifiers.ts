/** How callers refer to ECS resources: by name, id, or ARN. */
import { type EcsArn, parseArn, shortName } from '../../../shared/ecs/arns.ts';
import { AwsError } from '../kernel/aws-error.ts';

/** The name of a cluster from its name or ARN; no identifier means the cluster `default`. */
export const clusterName = (identifier: string | undefined): string =>
  identifier === undefined || identifier === '' ? 'default' : shortName(identifier);

/**
 * The id of a task, service or container instance from its id or ARN, within a cluster. An ARN that names another cluster
 * is refused as ECS does it.
 */
export const idWithin = (cluster: string, type: EcsArn['type'], identifier: string): string => {
  if (!identifier.startsWith('arn:')) return identifier;
  const arn = parseArn(identifier);
  if (arn?.type !== type || !('cluster' in arn))
    throw new AwsError('InvalidParameterException', `Invalid identifier: ${identifier} is not the ARN of a ${type}.`);
  if (arn.cluster !== cluster)
    throw new AwsError(
      'InvalidParameterException',
      `Invalid identifier: Identifier is for cluster ${arn.cluster}. Your cluster is ${cluster}`,
    );
  return shortName(identifier);
};
