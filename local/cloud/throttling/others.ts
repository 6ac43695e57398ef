/**
 * Services whose limits are documented as so many in a second, without a burst: taken as a bucket that holds one second's worth.
 * IAM publishes no rates ("Throttling" is all that its common errors say), and DynamoDB on demand has none that matters here.
 */
import { lambdaService } from '../lambda/service.ts';
import { groupsOf, type ThrottleGroup } from './group.ts';

const aSecondOf = (perSecond: number) => ({ burst: perSecond, perSecond });

/**
 * "Default throughput: 40 (shared by GetParameter, GetParameters, GetParametersByPath)":
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html, as quoted by https://dev.classmethod.jp. The 3 of PutParameter is believed to
 * stand there too, and was not verified; of the other operations no rate was found.
 */
const ssm = groupsOf('ssm', {
  'parameter reads': [['GetParameter', 'GetParameters', 'GetParametersByPath'], 40, 40],
  PutParameter: ['PutParameter', 3, 3],
});

/**
 * "FIFO queues support up to 300 API calls per second, per API method (SendMessage, ReceiveMessage, or DeleteMessage)", a batch
 * being one call: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html
 */
const fifo = ['SendMessage', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessage', 'DeleteMessageBatch'];
const queueOf = (input: Readonly<Record<string, unknown>>): string => String(input['QueueUrl'] ?? '');
const sqs: readonly ThrottleGroup[] = fifo.map((operation) => ({
  name: `sqs FIFO ${operation}`,
  service: 'sqs',
  operations: [operation],
  ...aSecondOf(300),
  tokens: (input) => (queueOf(input).endsWith('.fifo') ? 1 : 0),
  each: queueOf,
}));

/**
 * "PutEvents throttle limit in transactions per second": 10,000 in us-east-1; "Throttle limit in transactions per second": 50 for all
 * other operations, taken as each: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const eventbridge = groupsOf('eventbridge', {
  PutEvents: ['PutEvents', 10_000, 10_000],
  PutRule: ['PutRule', 50, 50],
  PutTargets: ['PutTargets', 50, 50],
  RemoveTargets: ['RemoveTargets', 50, 50],
  DeleteRule: ['DeleteRule', 50, 50],
  DescribeRule: ['DescribeRule', 50, 50],
  ListRules: ['ListRules', 50, 50],
  ListTargetsByRule: ['ListTargetsByRule', 50, 50],
});

/** 600 in a second, shared: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html ("STS request quotas") */
const sts = groupsOf('sts', { requests: [['AssumeRole', 'GetCallerIdentity', 'GetAccessKeyInfo'], 600, 600] });

/**
 * GetFunction 100, GetPolicy 15, "remainder of the control plane API requests" 15 in a second across all of them, invocations not
 * counted: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
const apart = ['GetFunction', 'GetPolicy', 'Invoke', 'InvokeAsync', 'InvokeWithResponseStream'];
const lambda = groupsOf('lambda', {
  GetFunction: ['GetFunction', 100, 100],
  GetPolicy: ['GetPolicy', 15, 15],
  'control plane': [Object.keys(lambdaService.operations).filter((name) => !apart.includes(name)), 15, 15],
});

export const otherThrottles: readonly ThrottleGroup[] = [...ssm, ...sqs, ...eventbridge, ...sts, ...lambda];
