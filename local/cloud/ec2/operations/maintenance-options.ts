import type {
  ModifyInstanceMaintenanceOptionsCommandInput,
  ModifyInstanceMaintenanceOptionsCommandOutput,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { instanceById } from '../visibility.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMaintenanceOptions.html */
export const modifyInstanceMaintenanceOptions: Operation<
  ModifyInstanceMaintenanceOptionsCommandInput,
  ModifyInstanceMaintenanceOptionsCommandOutput
> = (request, { world }) => {
  const instance = instanceById(world, request.InstanceId ?? '');
  const { AutoRecovery: wanted, RebootMigration: migration } = request;
  if (migration !== undefined)
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 does not model reboot migration.');
  if (wanted !== undefined && wanted !== 'default' && wanted !== 'disabled')
    throw new AwsError('InvalidParameterValue', `Value (${wanted}) for parameter autoRecovery is invalid.`);
  if (wanted !== undefined) instance.autoRecovery = wanted;
  return { InstanceId: instance.id, AutoRecovery: instance.autoRecovery };
};
