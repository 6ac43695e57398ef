/** Finding and reading container instances. */
import type {
  DescribeContainerInstancesCommandInput,
  DescribeContainerInstancesCommandOutput,
  ListContainerInstancesCommandInput,
  ListContainerInstancesCommandOutput,
} from '@aws-sdk/client-ecs';
import { containerInstanceArn } from '../../../../shared/ecs/arns.ts';
import { limits } from '../../../../shared/ecs/limits.ts';
import { parseExpression } from '../../../../shared/ecs/query-language.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { checkEveryMs } from '../behaviour/host-health.ts';
import { forgetInactive, hostsInOrder } from '../behaviour/host-records.ts';
import { clusterOf, isVisible } from '../find.ts';
import { capacityOf } from '../host-capacity.ts';
import { idWithin } from '../identifiers.ts';
import { only, page } from '../pages.ts';
import type { HostRecord } from '../state.ts';
import { shownHost } from '../views/host.ts';
import { shownHealth } from '../views/host-health.ts';

/**
 * Up to 100 container instances by id or ARN, INACTIVE ones included; unknown ones are failures, not errors.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html
 */
export const describeContainerInstances: Operation<
  DescribeContainerInstancesCommandInput,
  DescribeContainerInstancesCommandOutput
> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const asked = input.containerInstances ?? [];
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Container instance cannot be empty.');
  if (asked.length > limits.describeContainerInstances)
    throw new AwsError('InvalidParameterException', 'Container instances cannot have more than 100 elements.');
  forgetInactive(world, cluster);
  const seen = (id: string): HostRecord | undefined => {
    const host = cluster.hosts.get(id);
    return host !== undefined && isVisible(world, host) ? host : undefined;
  };
  const withHealth = input.include?.includes('CONTAINER_INSTANCE_HEALTH') === true;
  const shownWith = (host: HostRecord) => ({
    ...shownHost(host, input.include ?? []),
    ...(withHealth && { healthStatus: shownHealth(host, checkEveryMs, world.clock.now()) }),
  });
  const ids = [...new Set(asked.map((identifier) => idWithin(cluster.name, 'container-instance', identifier)))];
  return {
    containerInstances: ids.flatMap((id) => {
      const host = seen(id);
      return host === undefined ? [] : [shownWith(host)];
    }),
    failures: ids
      .filter((id) => seen(id) === undefined)
      .map((id) => ({ arn: containerInstanceArn(world, cluster.name, id), reason: 'MISSING' })),
  };
};

/**
 * Without a status all but the INACTIVE ones. The filter is an expression of the cluster query language.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html
 */
export const listContainerInstances: Operation<
  ListContainerInstancesCommandInput,
  ListContainerInstancesCommandOutput
> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const fits = filterOf(input.filter);
  const isAskedFor = (host: HostRecord): boolean =>
    isVisible(world, host) &&
    (input.status === undefined ? host.status !== 'INACTIVE' : host.status === input.status) &&
    fits(host);
  const { items, ...more } = page(only(hostsInOrder(cluster), isAskedFor), ({ arn }) => arn, input);
  return { containerInstanceArns: items.map(({ arn }) => arn), ...more };
};

const filterOf = (filter: string | undefined): ((host: HostRecord) => boolean) => {
  if (filter === undefined || filter === '') return () => true;
  const expression = parseExpression(filter);
  if (expression.status === 'invalid')
    throw new AwsError('InvalidParameterException', `Invalid filter: ${expression.detail} at ${expression.position}.`);
  return (host) => expression.matches(capacityOf(host));
};
