/** How each service says that it has trouble of its own, or that it was asked too often. */
import { AwsError } from './aws-error.ts';

type Refusal = readonly [code: string, message: string, status: number, members?: Readonly<Record<string, unknown>>];

/**
 * EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (server errors). ECS, SSM, Lambda, DynamoDB and
 * EventBridge: the server fault of their API models. IAM, STS and SQS: "Common Errors" of their API references.
 */
const internalErrors: Readonly<Record<string, Refusal>> = {
  ec2: ['InternalError', 'An internal error has occurred.', 500],
  ecs: ['ServerException', 'Service Unavailable. Please try again later.', 500],
  ssm: ['InternalServerError', 'An error occurred on the server side.', 500],
  lambda: ['ServiceException', 'An error occurred and the request cannot be processed.', 500],
  dynamodb: ['InternalServerError', 'Internal server error', 500],
  eventbridge: ['InternalException', 'This exception occurs due to unexpected causes.', 500],
};
const internalFailure: Refusal = [
  'InternalFailure',
  'The request processing has failed because of an unknown error.',
  500,
];

/**
 * EC2: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html; the text as clients report it. ECS:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html. Lambda: API model of Invoke
 * (TooManyRequestsException, 429). DynamoDB: API model (ThrottlingException). SQS: API model (RequestThrottled). IAM, STS: `Throttling`
 * of https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html. SSM, Step Functions, EventBridge: the common error
 * ThrottlingException, "Rate exceeded" (https://repost.aws/knowledge-center/ssm-parameter-store-rate-exceeded).
 */
const throttles: Readonly<Record<string, Refusal>> = {
  ec2: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  lambda: ['TooManyRequestsException', 'Rate exceeded', 429, { Reason: 'CallerRateLimitExceeded', Type: 'User' }],
  dynamodb: [
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.',
    400,
  ],
  sqs: ['RequestThrottled', 'Rate exceeded', 400],
  iam: ['Throttling', 'Rate exceeded', 400],
  sts: ['Throttling', 'Rate exceeded', 400],
};
const rateExceeded: Refusal = ['ThrottlingException', 'Rate exceeded', 400];

/** AWS has trouble of its own. */
export const internalError = (service: string): AwsError =>
  new AwsError(...(internalErrors[service] ?? internalFailure));

/** Too many requests, in the words of the service. */
export const throttled = (service: string): AwsError => new AwsError(...(throttles[service] ?? rateExceeded));
