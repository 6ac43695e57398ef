import type { DescribeServiceRevisionsCommandInput, DescribeServiceRevisionsCommandOutput } from '@aws-sdk/client-ecs';
import type { Operation } from '../../kernel/service.ts';
import { historyOf } from '../find.ts';
import { shownServiceRevision } from '../views/service-deployment.ts';
import { checkArns } from './service-deployments.ts';

/**
 * Up to 20 by ARN; unknown ones are failures, not errors.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
 */
export const describeServiceRevisions: Operation<
  DescribeServiceRevisionsCommandInput,
  DescribeServiceRevisionsCommandOutput
> = ({ serviceRevisionArns = [] }, { world }) => {
  checkArns(serviceRevisionArns, 'Service revision ARNs');
  const arns = [...new Set(serviceRevisionArns)];
  const found = arns.map((arn) => historyOf(world, arn)?.revision);
  return {
    serviceRevisions: found.flatMap((revision) => (revision === undefined ? [] : [shownServiceRevision(revision)])),
    failures: arns.filter((_, index) => found[index] === undefined).map((arn) => ({ arn, reason: 'MISSING' })),
  };
};
