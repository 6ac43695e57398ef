/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const ssmIgnored: NonNullable<Service['ignored']> = {
  DescribeParameters: ['Shared'],
  CreateDocument: ['Attachments', 'DisplayName', 'Requires'],
  UpdateDocument: ['Attachments', 'DisplayName', 'TargetType'],
  DeleteDocument: ['DocumentVersion', 'Force', 'VersionName'],
  DescribeDocument: ['VersionName'],
  GetDocument: ['VersionName'],
  SendCommand: [
    'AlarmConfiguration',
    'CloudWatchOutputConfig',
    'DocumentHash',
    'DocumentHashType',
    'NotificationConfig',
    'OutputS3BucketName',
    'OutputS3KeyPrefix',
    'OutputS3Region',
    'ServiceRoleArn',
  ],
};
