import type { DeleteServiceCommandInput, DeleteServiceCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { clusterOf, findService } from '../find.ts';
import { shownService } from '../views/service.ts';

/**
 * DRAINING while its tasks stop, then INACTIVE. A REPLICA service is to be scaled to 0 before, unless by force. That deleting
 * one that drains answers with it, and one that has gone finds none, is not verified.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
 */
export const deleteService: Operation<DeleteServiceCommandInput, DeleteServiceCommandOutput> = (input, { world }) => {
  const service = findService(clusterOf(world, input.cluster), input.service ?? '');
  if (service === undefined || service.status === 'INACTIVE')
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.status === 'DRAINING') return { service: shownService(service, ['TAGS']) };
  if (service.scheduling === 'REPLICA' && input.force !== true) {
    if (service.desired > 0)
      throw new AwsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
    if (service.deployments.length > 1)
      throw new AwsError('InvalidParameterException', 'The service cannot be stopped while deployments are active.');
  }
  service.status = 'DRAINING';
  service.desired = 0;
  service.wake();
  return { service: shownService(service, ['TAGS']) };
};
