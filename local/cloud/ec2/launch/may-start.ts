/** A stopped instance needs quota and capacity to start, as if it were launched. */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
import { capacityOf, noCapacity } from './capacity.ts';
import { allowanceOf } from './limits.ts';
import { offeringOf } from './plan.ts';

/**
 * Throws what StartInstances answers when not all of the instances can be started: InsufficientInstanceCapacity and the
 * quotas' errors name it beside RunInstances (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html).
 */
export const refuseStart = (world: World, stopped: readonly Ec2Instance[]): void => {
  for (const [index, instance] of stopped.entries()) {
    const besides = stopped.slice(0, index);
    const allowance = allowanceOf(world, instance.type, instance.market, besides);
    if (allowance !== undefined && allowance.instances < 1) throw allowance.refuse(1);
    const offering = offeringOf(instance);
    if (capacityOf(world, offering, besides.map(offeringOf)) < 1) throw noCapacity(world, offering);
  }
};
