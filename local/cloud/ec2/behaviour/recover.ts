/**
 * Simplified automatic recovery: EC2 moves an instance whose system status check fails to another host. It looks "like an
 * unplanned reboot": id, private and public addresses and metadata stay, memory is lost
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-configuration-recovery.html).
 */
import type { World } from '../../kernel/world.ts';
import { leaveBehind } from '../impairments.ts';
import { capacityOf } from '../launch/capacity.ts';
import { offeringOf } from '../launch/plan.ts';
import type { Ec2Instance, Impairment } from '../state.ts';
import { reboot } from './lifecycle.ts';

/** Families of the catalogue that come with instance store volumes, which this recovery does not support. */
const withInstanceStore = new Set(['g4dn', 'g5', 'i3']);

/** After the time of the knob, if the instance has the recovery enabled, is still impaired, and EC2 has room elsewhere. */
export const expectRecovery = (world: World, instance: Ec2Instance, impairment: Impairment): void => {
  const ms = world.random.between(...world.knobs.autoRecoveryMs);
  world.clock.after(ms, `${instance.id} is recovered`, () => {
    if (!instance.impairments.has(impairment) || !isRecoverable(world, instance)) return;
    leaveBehind(instance, 'hardware');
    reboot(world, instance);
  });
};

const isRecoverable = (world: World, instance: Ec2Instance): boolean =>
  instance.state === 'running' &&
  instance.autoRecovery === 'default' &&
  instance.market === 'on-demand' &&
  !withInstanceStore.has(instance.type.name.split('.')[0] ?? '') &&
  capacityOf(world, offeringOf(instance)) > 0;
