/** What RunTask, StartTask and the operations on services refuse about the network of tasks, in ECS's words. */
import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import { limits } from '../../../shared/ecs/limits.ts';
import { unknownAmong } from '../ec2/ids.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import type { TaskDefinitionRecord } from './state.ts';

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html */
export const checkNetwork = (
  world: World,
  definition: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void => {
  const configuration = network?.awsvpcConfiguration;
  if (definition.shown.networkMode !== 'awsvpc') {
    if (configuration !== undefined)
      refuse('Network Configuration is not valid for the given networkMode of this task definition.');
    return;
  }
  if (configuration === undefined)
    refuse("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const { subnets = [], securityGroups = [], assignPublicIp } = configuration ?? {};
  if (subnets.length === 0) refuse('subnets can not be empty.');
  if (subnets.length > limits.subnetsPerTask) refuse(`subnets can have at most ${limits.subnetsPerTask} items.`);
  if (securityGroups.length > limits.securityGroupsPerTask)
    refuse(`securityGroups can have at most ${limits.securityGroupsPerTask} items.`);
  if (assignPublicIp === 'ENABLED') refuse('Assign public IP is not supported for this launch type.');
  knownToEc2('subnet', 'subnet', world.ec2.subnets, subnets);
  knownToEc2('security group', 'securityGroup', world.ec2.securityGroups, securityGroups);
};

/**
 * ECS asks EC2 and passes on what that says: eddmann/serverless-fargate#20 shows it for subnets, malformed ids included. That
 * it says the same of security groups is not verified.
 */
const knownToEc2 = (
  what: string,
  kind: 'subnet' | 'securityGroup',
  resources: ReadonlyMap<string, unknown>,
  ids: readonly string[],
): void => {
  const said = unknownAmong(kind, resources, ids);
  if (said !== undefined)
    refuse(`Error retrieving ${what} information for [${ids.join(', ')}]: ${said.message} (ErrorCode: ${said.code})`);
};
