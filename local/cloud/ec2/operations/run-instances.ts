import type { RunInstancesCommandInput, RunInstancesCommandOutput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { startUp } from '../behaviour/lifecycle.ts';
import { tellFulfilment } from '../behaviour/spot-requests.ts';
import { newId } from '../ids.ts';
import { takeCapacity } from '../launch/capacity.ts';
import { countsOf, howMany } from '../launch/how-many.ts';
import { makeInstance } from '../launch/make-instance.ts';
import { offeringOf, planLaunch } from '../launch/plan.ts';
import { launchRepeated, rememberLaunch } from '../launch/token.ts';
import { showInstance } from '../views/instance.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const runInstances: Operation<RunInstancesCommandInput, RunInstancesCommandOutput> = (request, { world }) => {
  countsOf(request);
  const earlier = launchRepeated(world, request);
  if (earlier !== undefined) return showReservation(world, earlier.reservationId, earlier.instanceIds);
  const plan = planLaunch(world, request);
  const count = howMany(world, plan, request);
  if (request.DryRun === true)
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);

  const reservationId = newId(world, 'r');
  const clientToken = request.ClientToken === '' ? undefined : request.ClientToken;
  const instances = Array.from({ length: count }, (_, launchIndex) =>
    makeInstance(world, plan, { reservationId, launchIndex, clientToken }),
  );
  takeCapacity(world, offeringOf(plan), count);
  const instanceIds = instances.map((instance) => instance.id);
  rememberLaunch(world, request, { reservationId, instanceIds });
  for (const instance of instances) {
    startUp(world, instance);
    tellFulfilment(world, instance);
  }
  return showReservation(world, reservationId, instanceIds);
};

const showReservation = (world: World, reservationId: string, instanceIds: readonly string[]) => ({
  ReservationId: reservationId,
  OwnerId: world.account,
  Groups: [],
  Instances: instanceIds.flatMap((id) => {
    const instance = world.ec2.instances.get(id);
    return instance === undefined ? [] : [showInstance(world, instance, instance.tags)];
  }),
});
