/**
 * EC2 takes spot instances back
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html), or says that it might soon
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html).
 */
import { spotNotice } from '../../ecs/behaviour/spot-notice.ts';
import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../launch/capacity.ts';
import { offeringOf } from '../launch/plan.ts';
import { moveTo } from '../spot-request.ts';
import type { Ec2Instance } from '../state.ts';
import { instanceArn } from '../views/instance.ts';
import { roleCaller } from './credentials.ts';
import { byService } from './leaving.ts';
import { shutDown, startUp } from './lifecycle.ts';

const reasons = { terminate: 'Server.SpotInstanceTermination', stop: 'Server.SpotInstanceShutdown' } as const;

/** An instance that was stopped is started again as soon as there is capacity; how often EC2 looks is not documented. */
const lookForCapacityMs = 300_000;

/**
 * Interrupts a running spot instance in so many milliseconds. With notice an event is emitted, the metadata service tells it,
 * and the agent on the instance hears of it.
 */
export const interruptSpot = (world: World, instance: Ec2Instance, inMs: number, withNotice: boolean): void => {
  const request = instance.spotRequest;
  if (request === undefined || instance.interruption !== undefined) return;
  const action = request.interruptionBehavior;
  const interruption = { action, at: world.clock.now() + inMs };
  if (withNotice) {
    instance.interruption = interruption;
    moveTo(request, action === 'stop' ? 'marked-for-stop' : 'marked-for-termination', world.clock.now());
    emit(world, {
      source: 'aws.ec2',
      detailType: 'EC2 Spot Instance Interruption Warning',
      // "This format differs from the EC2 resource ARN format": the zone, and no account.
      resources: [`arn:aws:ec2:${instance.availabilityZone}:instance/${instance.id}`],
      detail: { 'instance-id': instance.id, 'instance-action': action },
    });
    const caller = roleCaller(world, instance);
    if (caller !== undefined) spotNotice(world, instance.id, caller);
  }
  world.clock.at(interruption.at, `${instance.id} is interrupted`, () => {
    if (instance.state !== 'running' || (withNotice && instance.interruption !== interruption)) return;
    instance.interruption = interruption;
    shutDown(world, instance, action, byService(world, reasons[action]));
    if (action === 'stop') returnWithCapacity(world, instance);
  });
};

const returnWithCapacity = (world: World, instance: Ec2Instance): void => {
  world.clock.after(lookForCapacityMs, `${instance.id} waits for capacity`, () => {
    if (instance.spotRequest?.state !== 'open' || instance.state === 'terminated') return;
    if (instance.state === 'stopped' && capacityOf(world, offeringOf(instance)) > 0) startUp(world, instance);
    else returnWithCapacity(world, instance);
  });
};

/** The resource is written as the user guide has it; events in the field have been seen with the zone, as in a warning. */
export const recommendRebalance = (world: World, instance: Ec2Instance): void => {
  instance.rebalanceNoticedAt = world.clock.now();
  emit(world, {
    source: 'aws.ec2',
    detailType: 'EC2 Instance Rebalance Recommendation',
    resources: [instanceArn(world, instance.id)],
    detail: { 'instance-id': instance.id },
  });
};
