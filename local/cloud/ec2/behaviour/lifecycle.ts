/**
 * An instance's way through its states
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html). Each arrival is told to EventBridge
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html).
 */
import { hostGoes } from '../../ecs/behaviour/host-goes.ts';
import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import { leaveBehind } from '../impairments.ts';
import { launchMayHaveEnded } from '../launch/token.ts';
import { newPublicIp } from '../network.ts';
import type { Ec2Instance, InstanceStateName } from '../state.ts';
import { instanceArn } from '../views/instance.ts';
import { boot } from './boot.ts';
import { printLine } from './console.ts';
import type { Machine } from './guest/guest.ts';
import { fromInside, type Leaving } from './leaving.ts';
import { reachMayHaveChanged } from './reach.ts';
import { requestIsFulfilledAgain, requestLosesInstance } from './spot-requests.ts';

/**
 * A launch, or a start after a stop: pending, then running, then the machine boots. A start is on other hardware, and what was
 * scheduled for the old one is settled with that.
 */
export const startUp = (world: World, instance: Ec2Instance): void => {
  leaveBehind(instance, 'hardware');
  for (const event of instance.scheduledEvents) event.completedAt ??= world.clock.now();
  delete instance.interruption;
  delete instance.rebalanceNoticedAt;
  requestIsFulfilledAgain(world, instance);
  instance.stateReason = { code: 'pending', message: 'pending' };
  instance.stateTransitionReason = '';
  instance.launchedAt = world.clock.now();
  arrive(world, instance, 'pending');
  later(world, instance, world.knobs.instanceStartMs, 'is running', () => {
    delete instance.stateReason;
    if (instance.networkInterface.wantsPublicIp) instance.publicIp = newPublicIp(world);
    instance.checksPassAt = world.clock.now() + world.random.between(...world.knobs.statusChecksMs);
    arrive(world, instance, 'running');
    reachMayHaveChanged(world, [instance]);
    boot(world, instance, machineOf(world, instance));
  });
};

/** Stops or terminates an instance that is pending, running or stopping. Its containers are dead from here on. */
export const shutDown = (world: World, instance: Ec2Instance, how: 'stop' | 'terminate', why: Leaving): void => {
  callOff(instance);
  instance.stateReason = { code: why.code, message: why.message };
  instance.stateTransitionReason = why.transition;
  printLine(world, instance, 'systemd[1]: Reached target poweroff.target - System Power Off.');
  requestLosesInstance(world, instance, how);
  world.ec2.outOfReach.delete(instance.id);
  arrive(world, instance, how === 'stop' ? 'stopping' : 'shutting-down');
  hostGoes(world, instance.id, how === 'stop' ? 'stopped' : 'terminated');
  later(world, instance, world.knobs.instanceStopMs, how === 'stop' ? 'is stopped' : 'is terminated', () => {
    delete instance.publicIp;
    if (how === 'terminate') terminated(world, instance);
    else arrive(world, instance, 'stopped');
  });
};

/** Terminates an instance that is stopped already: there is nothing left to shut down. */
export const terminateStopped = (world: World, instance: Ec2Instance, why: Leaving): void => {
  instance.stateReason = { code: why.code, message: why.message };
  instance.stateTransitionReason = why.transition;
  requestLosesInstance(world, instance, 'terminate');
  hostGoes(world, instance.id, 'terminated');
  terminated(world, instance);
};

/** The machine restarts in place: EC2 shows it as running all the while. */
export const reboot = (world: World, instance: Ec2Instance): void => {
  callOff(instance);
  printLine(world, instance, 'systemd[1]: Reached target reboot.target - System Reboot.');
  hostGoes(world, instance.id, 'stopped');
  boot(world, instance, machineOf(world, instance));
};

/** What the software on an instance can do to it. Powering off stops or terminates it, as its shutdown behaviour says. */
export const machineOf = (world: World, instance: Ec2Instance): Machine => ({
  powerOff: () => shutDown(world, instance, instance.shutdownBehavior, fromInside),
  reboot: () => reboot(world, instance),
});

const terminated = (world: World, instance: Ec2Instance): void => {
  world.ec2.subnets.get(instance.subnetId)?.taken.delete(instance.networkInterface.privateIp);
  arrive(world, instance, 'terminated');
  instance.tagsGoneAt = world.clock.now() + world.random.between(...world.knobs.terminatedTagsMs);
  if (instance.clientToken !== undefined) launchMayHaveEnded(world, instance.clientToken);
  world.clock.after(world.knobs.terminatedVisibleMs, `${instance.id} is forgotten`, () => {
    world.ec2.instances.delete(instance.id);
  });
};

const arrive = (world: World, instance: Ec2Instance, state: InstanceStateName): void => {
  instance.state = state;
  emit(world, {
    source: 'aws.ec2',
    detailType: 'EC2 Instance State-change Notification',
    resources: [instanceArn(world, instance.id)],
    detail: { 'instance-id': instance.id, state },
  });
};

/** What happens next to an instance. There is only ever one such thing. */
const later = (
  world: World,
  instance: Ec2Instance,
  within: readonly [from: number, to: number],
  what: string,
  run: () => void,
): void => {
  instance.boot.next?.cancel();
  instance.boot.next = world.clock.after(world.random.between(...within), `${instance.id} ${what}`, run);
};

/** Nothing that was under way in the machine goes on. */
const callOff = (instance: Ec2Instance): void => {
  instance.boot.next?.cancel();
  instance.boot.abort?.abort();
  delete instance.boot.abort;
  instance.boot.agentWaits = false;
};
