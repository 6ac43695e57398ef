import type { DeleteServiceCommandInput, DeleteServiceCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { activeServiceOf, clusterOf } from '../find.ts';
import { shownService } from '../views/service.ts';

/**
 * DRAINING while its tasks stop, then INACTIVE. A REPLICA service is to be scaled to 0 before, unless by force.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
 */
export const deleteService: Operation<DeleteServiceCommandInput, DeleteServiceCommandOutput> = (input, { world }) => {
  const service = activeServiceOf(clusterOf(world, input.cluster), input.service);
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
