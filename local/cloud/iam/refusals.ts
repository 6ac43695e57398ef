/** How each service says that its caller may not, or is who it was no longer. Pure. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Caller } from '../kernel/service.ts';

/**
 * EC2: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (UnauthorizedOperation). SQS, which says actions in
 * small letters: https://github.com/aws/serverless-application-model/issues/3633. IAM and STS: `AccessDenied`; all others:
 * AccessDeniedException of their common errors. "because no identity-based policy allows": https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const accessDenied = (service: string, action: string, { arn }: Caller): AwsError => {
  const said = service === 'sqs' ? action.toLowerCase() : action;
  const text = `User: ${arn} is not authorized to perform: ${said} on resource: * because no identity-based policy allows the ${said} action`;
  switch (service) {
    case 'ec2':
      return new AwsError('UnauthorizedOperation', `You are not authorized to perform this operation. ${text}`, 403);
    case 'iam':
    case 'sts':
    case 'sqs':
      return new AwsError('AccessDenied', text, 403);
    case 'lambda':
      return new AwsError('AccessDeniedException', text, 403);
    default:
      return new AwsError('AccessDeniedException', text, 400);
  }
};

/**
 * EC2 says of expired temporary credentials that the request has expired (page above). IAM, STS and SQS: `ExpiredToken`,
 * https://github.com/mapbox/ecs-watchbot/issues/61; all others: ExpiredTokenException of their common errors, as in https://github.com/guregu/dynamo/issues/68.
 */
export const expiredToken = (service: string): AwsError => {
  const text = 'The security token included in the request is expired';
  switch (service) {
    case 'ec2':
      return new AwsError('RequestExpired', 'Request has expired.');
    case 'iam':
    case 'sts':
    case 'sqs':
      return new AwsError('ExpiredToken', text, 403);
    case 'lambda':
      return new AwsError('ExpiredTokenException', text, 403);
    default:
      return new AwsError('ExpiredTokenException', text);
  }
};
