/** Finding and reading services. */
import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  ListServicesCommandInput,
  ListServicesCommandOutput,
} from '@aws-sdk/client-ecs';
import { serviceArn } from '../../../../shared/ecs/arns.ts';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { clusterOf } from '../find.ts';
import { idWithin } from '../identifiers.ts';
import { page } from '../pages.ts';
import { shownService } from '../views/service.ts';

/**
 * Up to 10 services by name or ARN, INACTIVE ones included; unknown ones are failures, not errors.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
export const describeServices: Operation<DescribeServicesCommandInput, DescribeServicesCommandOutput> = (
  input,
  { world },
) => {
  const cluster = clusterOf(world, input.cluster);
  const asked = input.services ?? [];
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
  if (asked.length > limits.describeServices)
    throw new AwsError('InvalidParameterException', 'Services cannot have more than 10 elements.');
  const names = [...new Set(asked.map((identifier) => idWithin(cluster.name, 'service', identifier)))];
  return {
    services: names.flatMap((name) => {
      const service = cluster.services.get(name);
      return service === undefined ? [] : [shownService(service, input.include ?? [])];
    }),
    failures: names
      .filter((name) => !cluster.services.has(name))
      .map((name) => ({ arn: serviceArn(world, cluster.name, name), reason: 'MISSING' })),
  };
};

/**
 * ACTIVE ones only, 10 to a page unless asked otherwise.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html
 */
export const listServices: Operation<ListServicesCommandInput, ListServicesCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const arns = [...cluster.services.values()]
    .filter(
      ({ status, scheduling }) =>
        status === 'ACTIVE' &&
        (input.schedulingStrategy === undefined || scheduling === input.schedulingStrategy) &&
        (input.launchType === undefined || input.launchType === 'EC2') &&
        input.resourceManagementType !== 'ECS',
    )
    .map(({ arn }) => arn);
  const { items, ...more } = page(arns.sort(), (arn) => arn, input, { byDefault: limits.listServicesDefaultPage });
  return { serviceArns: [...items], ...more };
};
