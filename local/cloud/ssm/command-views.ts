/** Commands and invocations as Run Command shows them. */
import type * as sdk from '@aws-sdk/client-ssm';
import type { Command, Invocation, StepRun } from './command-state.ts';
import { hasEnded } from './command-status.ts';

/** "the first 24,000 characters"; in lists 2,500. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
const mostCharacters = 24_000;
const mostListed = 2_500;
/** Neither SNS nor CloudWatch is told of commands here. */
const toldNobody = {
  ServiceRole: '',
  NotificationConfig: { NotificationArn: '', NotificationEvents: [], NotificationType: '' as never },
  CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
};

export const commandView = (command: Command): sdk.Command => {
  const all = [...command.invocations.values()];
  const count = (...details: string[]) => all.filter(({ statusDetails }) => details.includes(statusDetails)).length;
  return {
    CommandId: command.id,
    DocumentName: command.documentName,
    DocumentVersion: command.askedVersion,
    Comment: command.comment,
    ExpiresAfter: new Date(command.expiresAt),
    Parameters: Object.fromEntries(Object.entries(command.parameters).map(([name, values]) => [name, [...values]])),
    InstanceIds: [...command.instanceIds],
    Targets: [...command.targets],
    RequestedDateTime: new Date(command.requestedAt),
    Status: command.status,
    StatusDetails: command.statusDetails,
    OutputS3Region: '',
    OutputS3BucketName: '',
    OutputS3KeyPrefix: '',
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: all.length,
    CompletedCount: all.filter(hasEnded).length,
    ErrorCount: count('Failed', 'ExecutionTimedOut'),
    DeliveryTimedOutCount: count('DeliveryTimedOut'),
    ...toldNobody,
    TimeoutSeconds: command.deliveryTimeoutSeconds,
  };
};

/** In a list. The output of the steps only when details are asked for. */
export const invocationView = (
  command: Command,
  invocation: Invocation,
  name: string,
  details: boolean,
): sdk.CommandInvocation => ({
  CommandId: command.id,
  InstanceId: invocation.instanceId,
  InstanceName: name,
  Comment: command.comment,
  DocumentName: command.documentName,
  DocumentVersion: command.askedVersion,
  RequestedDateTime: new Date(command.requestedAt),
  Status: invocation.status,
  StatusDetails: invocation.statusDetails,
  StandardOutputUrl: '',
  StandardErrorUrl: '',
  CommandPlugins: details ? invocation.steps.map(pluginView) : [],
  ...toldNobody,
});

const pluginView = (step: StepRun): sdk.CommandPlugin => ({
  Name: step.name,
  Status: step.status === 'Delayed' || step.status === 'Cancelling' ? 'Pending' : step.status,
  StatusDetails: step.statusDetails,
  ResponseCode: step.exitCode,
  ...(step.startedAt === undefined ? {} : { ResponseStartDateTime: new Date(step.startedAt) }),
  ...(step.endedAt === undefined ? {} : { ResponseFinishDateTime: new Date(step.endedAt) }),
  Output: outputOf(step),
  StandardOutputUrl: '',
  StandardErrorUrl: '',
  OutputS3Region: '',
  OutputS3BucketName: '',
  OutputS3KeyPrefix: '',
});

const outputOf = ({ stdout, stderr }: StepRun): string =>
  (stderr === '' ? stdout : `${stdout}\n----------ERROR-------\n${stderr}`).slice(0, mostListed);

/** One step, as GetCommandInvocation shows it. */
export const stepView = (command: Command, { instanceId, status, statusDetails }: Invocation, step: StepRun) => ({
  CommandId: command.id,
  InstanceId: instanceId,
  Comment: command.comment,
  DocumentName: command.documentName,
  DocumentVersion: command.askedVersion,
  PluginName: step.name,
  ResponseCode: step.exitCode,
  ExecutionStartDateTime: step.startedAt === undefined ? '' : new Date(step.startedAt).toISOString(),
  ExecutionElapsedTime:
    step.startedAt === undefined || step.endedAt === undefined ? '' : `PT${(step.endedAt - step.startedAt) / 1_000}S`,
  ExecutionEndDateTime: step.endedAt === undefined ? '' : new Date(step.endedAt).toISOString(),
  Status: status,
  StatusDetails: statusDetails,
  StandardOutputContent: step.stdout.slice(0, mostCharacters),
  StandardOutputUrl: '',
  StandardErrorContent: step.stderr.slice(0, mostCharacters),
  StandardErrorUrl: '',
  CloudWatchOutputConfig: toldNobody.CloudWatchOutputConfig,
});
