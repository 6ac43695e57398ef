/** The deployments of services, past and present. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html */
import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput,
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput,
  StopServiceDeploymentCommandInput,
  StopServiceDeploymentCommandOutput,
} from '@aws-sdk/client-ecs';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { isOngoing, move } from '../behaviour/service-history.ts';
import { clusterOf, findService, historyOf } from '../find.ts';
import { page } from '../pages.ts';
import { shownServiceDeployment, shownServiceDeploymentBrief } from '../views/service-deployment.ts';

/**
 * Up to 20 by ARN; unknown ones are failures, not errors.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html
 */
export const describeServiceDeployments: Operation<
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput
> = ({ serviceDeploymentArns = [] }, { world }) => {
  checkArns(serviceDeploymentArns, 'Service deployment ARNs');
  const arns = [...new Set(serviceDeploymentArns)];
  const found = arns.map((arn) => historyOf(world, arn)?.deployment);
  return {
    serviceDeployments: found.flatMap((record) => (record === undefined ? [] : [shownServiceDeployment(record)])),
    failures: arns.filter((_, index) => found[index] === undefined).map((arn) => ({ arn, reason: 'MISSING' })),
  };
};

/** The words are ours. */
export const checkArns = (arns: readonly string[], what: string): void => {
  if (arns.length === 0) throw new AwsError('InvalidParameterException', `${what} cannot be empty.`);
  if (arns.length > limits.describeServiceHistory)
    throw new AwsError('InvalidParameterException', `${what} cannot have more than 20 elements.`);
};

/**
 * The newest first, 20 to a page unless asked otherwise. The order is not documented.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html
 */
export const listServiceDeployments: Operation<
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput
> = (input, { world }) => {
  const service = findService(clusterOf(world, input.cluster), input.service ?? '');
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const { before, after } = input.createdAt ?? {};
  const asked = [...service.history.values()].filter(
    ({ status, createdAt }) =>
      (input.status === undefined || input.status.length === 0 || input.status.includes(status)) &&
      (before === undefined || createdAt < before.getTime()) &&
      (after === undefined || createdAt > after.getTime()),
  );
  const { items, ...more } = page(asked.reverse(), ({ order }) => order, input, {
    byDefault: limits.listServiceDeploymentsDefaultPage,
    descending: true,
  });
  return { serviceDeployments: items.map(shownServiceDeploymentBrief), ...more };
};

/**
 * Back to the last deployment that was completed, whether or not the service has that option on. ABORT is in the API without a
 * word about it: here the deployment just stops, with the tasks that there are. What it refuses of one that has ended, and with
 * which words, is not documented. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export const stopServiceDeployment: Operation<StopServiceDeploymentCommandInput, StopServiceDeploymentCommandOutput> = (
  { serviceDeploymentArn = '', stopType = 'ROLLBACK' },
  { world },
) => {
  const record = historyOf(world, serviceDeploymentArn)?.deployment;
  if (record === undefined)
    throw new AwsError('ServiceDeploymentNotFoundException', 'The service deployment was not found.');
  if (!isOngoing(record))
    throw new AwsError('ConflictException', `The service deployment has ended already: it is ${record.status}.`);
  if (record.status === 'PENDING' || record.status === 'IN_PROGRESS') {
    move(world, record, stopType === 'ROLLBACK' ? 'ROLLBACK_REQUESTED' : 'STOP_REQUESTED', undefined);
    record.service.wake();
  }
  return { serviceDeploymentArn: record.arn };
};
