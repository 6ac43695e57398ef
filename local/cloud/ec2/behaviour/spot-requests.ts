/** What becomes of a Spot Instance request with its instance. */
import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import { isFinished, moveTo } from '../spot-request.ts';
import type { Ec2Instance } from '../state.ts';
import { instanceArn } from '../views/instance.ts';

/** How long a finished request can be described; AWS does not say. */
const finishedVisibleMs = 48 * 3_600_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html#spot-request-fulfillment-event */
export const tellFulfilment = (world: World, instance: Ec2Instance): void => {
  if (instance.spotRequest === undefined) return;
  emit(world, {
    source: 'aws.ec2',
    detailType: 'EC2 Spot Instance Request Fulfillment',
    resources: [instanceArn(world, instance.id)],
    detail: { 'spot-instance-request-id': instance.spotRequest.id, 'instance-id': instance.id },
  });
};

/** A stopped instance of a persistent request starts again. */
export const requestIsFulfilledAgain = (world: World, instance: Ec2Instance): void => {
  if (instance.spotRequest?.state === 'active' || instance.spotRequest === undefined) return;
  moveTo(instance.spotRequest, 'fulfilled', world.clock.now());
};

/**
 * The instance stops or goes, for the reason that it shows: a one-time request is closed. So is a persistent one whose instance was terminated, which AWS
 * would open again: that is not modelled.
 */
export const requestLosesInstance = (world: World, instance: Ec2Instance, how: 'stop' | 'terminate'): void => {
  const request = instance.spotRequest;
  if (request === undefined) return;
  const interrupted = instance.stateReason?.code.startsWith('Server.Spot') === true;
  const stage = how === 'stop' ? 'stopped' : 'terminated';
  moveTo(request, `${stage}-${interrupted ? 'no-capacity' : 'by-user'}`, world.clock.now());
  if (how === 'stop' || !isFinished(request)) return;
  world.clock.after(finishedVisibleMs, `${request.id} is forgotten`, () => {
    world.ec2.spotRequests.delete(request.id);
  });
};
