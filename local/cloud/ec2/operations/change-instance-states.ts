/** TerminateInstances, StopInstances, StartInstances and RebootInstances: all of the instances named, or none. */
import type {
  InstanceStateChange,
  RebootInstancesCommandInput,
  RebootInstancesCommandOutput,
  StartInstancesCommandInput,
  StartInstancesCommandOutput,
  StopInstancesCommandInput,
  StopInstancesCommandOutput,
  TerminateInstancesCommandInput,
  TerminateInstancesCommandOutput,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { byUser } from '../behaviour/leaving.ts';
import { reboot, shutDown, startUp, terminateStopped } from '../behaviour/lifecycle.ts';
import { refuseStart } from '../launch/may-start.ts';
import type { Ec2Instance, InstanceStateName } from '../state.ts';
import { showState } from '../views/instance.ts';
import { instancesByIds } from '../visibility.ts';

/**
 * Idempotent: what is shutting down or terminated already stays so
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html).
 */
export const terminateInstances: Operation<TerminateInstancesCommandInput, TerminateInstancesCommandOutput> = (
  request,
  { world },
) => {
  const instances = named(world, request.InstanceIds);
  const kept = instances.find((instance) => instance.terminationProtected && !isGone(instance));
  if (kept !== undefined)
    throw new AwsError(
      'OperationNotPermitted',
      `The instance '${kept.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
  const change = changing(instances, (instance) => {
    if (isGone(instance)) return;
    if (instance.state === 'stopped') terminateStopped(world, instance, byUser(world));
    else shutDown(world, instance, 'terminate', byUser(world));
  });
  return { TerminatingInstances: change };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html */
export const stopInstances: Operation<StopInstancesCommandInput, StopInstancesCommandOutput> = (request, { world }) => {
  const instances = named(world, request.InstanceIds);
  needState(instances, ['running', 'stopping', 'stopped'], 'stopped');
  const spot = instances.find((instance) => instance.spotRequest?.type === 'one-time');
  if (spot !== undefined)
    throw new AwsError(
      'UnsupportedOperation',
      `You can't stop the Spot Instance '${spot.id}' because it is associated with a one-time Spot Instance request. ` +
        `You can only stop Spot Instances associated with persistent Spot Instance requests.`,
    );
  const change = changing(instances, (instance) => {
    if (instance.state === 'running') shutDown(world, instance, 'stop', byUser(world));
  });
  return { StoppingInstances: change };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html */
export const startInstances: Operation<StartInstancesCommandInput, StartInstancesCommandOutput> = (
  request,
  { world },
) => {
  const instances = named(world, request.InstanceIds);
  needState(instances, ['pending', 'running', 'stopped'], 'started');
  refuseStart(
    world,
    instances.filter(({ state }) => state === 'stopped'),
  );
  const change = changing(instances, (instance) => {
    if (instance.state === 'stopped') startUp(world, instance);
  });
  return { StartingInstances: change };
};

/** Asynchronous, and answered with nothing (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html). */
export const rebootInstances: Operation<RebootInstancesCommandInput, RebootInstancesCommandOutput> = (
  request,
  { world },
) => {
  const instances = named(world, request.InstanceIds);
  needState(instances, ['running'], 'rebooted');
  for (const instance of instances) reboot(world, instance);
  return {};
};

const named = (world: World, ids: readonly string[] | undefined): Ec2Instance[] => {
  if (ids === undefined || ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceId');
  return instancesByIds(world, ids);
};

const needState = (
  instances: readonly Ec2Instance[],
  allowed: readonly InstanceStateName[],
  participle: 'stopped' | 'started' | 'rebooted',
): void => {
  const wrong = instances.find((instance) => !allowed.includes(instance.state));
  if (wrong !== undefined)
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${wrong.id}' is not in a state from which it can be ${participle}.`,
    );
};

const isGone = (instance: Ec2Instance): boolean =>
  instance.state === 'shutting-down' || instance.state === 'terminated';

const changing = (instances: readonly Ec2Instance[], change: (instance: Ec2Instance) => void): InstanceStateChange[] =>
  instances.map((instance) => {
    const PreviousState = showState(instance.state);
    change(instance);
    return { InstanceId: instance.id, PreviousState, CurrentState: showState(instance.state) };
  });
