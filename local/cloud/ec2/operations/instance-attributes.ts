/** DescribeInstanceAttribute, ModifyInstanceAttribute and GetConsoleOutput. */
import type {
  DescribeInstanceAttributeCommandInput,
  DescribeInstanceAttributeCommandOutput,
  GetConsoleOutputCommandInput,
  GetConsoleOutputCommandOutput,
  InstanceAttribute,
  ModifyInstanceAttributeCommandInput,
  ModifyInstanceAttributeCommandOutput,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { userDataOf } from '../launch/user-data-of.ts';
import type { Ec2Instance } from '../state.ts';
import { showTime } from '../views/time.ts';
import { instanceById } from '../visibility.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html */
export const describeInstanceAttribute: Operation<
  DescribeInstanceAttributeCommandInput,
  DescribeInstanceAttributeCommandOutput
> = (request, { world }) => {
  const instance = instanceById(world, request.InstanceId ?? '');
  const name = request.Attribute ?? '';
  const read = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (read === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
    );
  return { InstanceId: instance.id, ...read(instance) };
};

const attributes: Readonly<Record<string, (instance: Ec2Instance) => InstanceAttribute>> = {
  disableApiStop: () => ({ DisableApiStop: { Value: false } }),
  disableApiTermination: (instance) => ({ DisableApiTermination: { Value: instance.terminationProtected } }),
  ebsOptimized: () => ({ EbsOptimized: { Value: false } }),
  enaSupport: () => ({ EnaSupport: { Value: true } }),
  groupSet: (instance) => ({ Groups: instance.securityGroupIds.map((id) => ({ GroupId: id })) }),
  instanceInitiatedShutdownBehavior: (instance) => ({
    InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior },
  }),
  instanceType: (instance) => ({ InstanceType: { Value: instance.type.name } }),
  rootDeviceName: (instance) => ({ RootDeviceName: { Value: instance.image.rootDevice } }),
  sourceDestCheck: () => ({ SourceDestCheck: { Value: true } }),
  userData: (instance) => ({ UserData: instance.userData === undefined ? {} : { Value: instance.userData } }),
};

/**
 * The attributes that are modelled: termination protection, shutdown behaviour, and user data of a stopped instance
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html).
 */
export const modifyInstanceAttribute: Operation<
  ModifyInstanceAttributeCommandInput,
  ModifyInstanceAttributeCommandOutput
> = (request, { world }) => {
  const instance = instanceById(world, request.InstanceId ?? '');
  const { DisableApiTermination: keep, InstanceInitiatedShutdownBehavior: shutdown, UserData: userData } = request;
  if (keep === undefined && shutdown === undefined && userData === undefined)
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 does not modify this attribute.');
  const behavior = shutdown?.Value;
  if (shutdown !== undefined && behavior !== 'stop' && behavior !== 'terminate')
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${behavior}) for parameter instanceInitiatedShutdownBehavior is invalid.`,
    );
  if (userData !== undefined && instance.state !== 'stopped')
    throw new AwsError('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
  if (userData !== undefined) {
    const bytes = userData.Value ?? new Uint8Array();
    const text = userDataOf(Buffer.from(bytes).toString('base64'));
    if (text === undefined) delete instance.userData;
    else instance.userData = text;
  }
  if (keep !== undefined) instance.terminationProtected = keep.Value ?? false;
  if (behavior === 'stop' || behavior === 'terminate') instance.shutdownBehavior = behavior;
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html */
export const getConsoleOutput: Operation<GetConsoleOutputCommandInput, GetConsoleOutputCommandOutput> = (
  request,
  { world },
) => {
  const instance = instanceById(world, request.InstanceId ?? '');
  return {
    InstanceId: instance.id,
    Output: Buffer.from(instance.boot.console).toString('base64'),
    Timestamp: showTime(instance.boot.consoleAt ?? world.clock.now()),
  };
};
