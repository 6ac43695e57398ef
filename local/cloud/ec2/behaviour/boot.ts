/** From power on to the ECS agent: the kernel, user data on the first boot, the agent. */
import type { World } from '../../kernel/world.ts';
import { ssmAgentStarts } from '../../ssm/behaviour/agent.ts';
import { leaveBehind } from '../impairments.ts';
import type { Ec2Instance } from '../state.ts';
import { startAgent } from './agent.ts';
import { print, printLine } from './console.ts';
import type { Machine } from './guest/guest.ts';
import { reachMayHaveChanged } from './reach.ts';
import { runUserData } from './run-user-data.ts';

/**
 * Boots the machine. User data runs on the first boot only, however that boot ends: cloud-init runs its user scripts once
 * per instance (https://docs.cloud-init.io/en/latest/reference/modules.html, "Scripts User": frequency once per instance).
 */
export const boot = (world: World, instance: Ec2Instance, machine: Machine): void => {
  const abort = new AbortController();
  const first = instance.boot.count === 0;
  instance.boot.count += 1;
  instance.boot.abort = abort;
  leaveBehind(instance, 'software');
  reachMayHaveChanged(world, [instance]);
  print(world, instance, bootMessages(instance));
  if (instance.boot.defect === 'kernel-panic') {
    panic(world, instance);
    return;
  }
  const ms = world.random.between(...world.knobs.bootMs) * slowness(world, instance);
  instance.boot.next = world.clock.after(ms, `${instance.id} has booted`, async () => {
    ssmAgentStarts(world, instance);
    if (first && instance.userData !== undefined && instance.boot.defect !== 'no-user-data')
      await runUserData(world, instance, machine, abort.signal);
    if (abort.signal.aborted) return;
    delete instance.boot.abort;
    printLine(world, instance, 'systemd[1]: Reached target cloud-init.target - Cloud-init target.');
    startAgent(world, instance);
  });
};

/** The machine never answers: its instance status check fails from the start. */
const panic = (world: World, instance: Ec2Instance): void => {
  printLine(
    world,
    instance,
    '[    1.840000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
  );
  instance.impairments.add({ check: 'instance', cause: 'software', since: world.clock.now(), reachable: false });
};

/** How many times as long as usual this boot takes. */
const slowness = (world: World, instance: Ec2Instance): number => {
  let times = 1;
  for (const slow of world.ec2.faults.slowBoots)
    if ((slow.imageId ?? instance.image.id) === instance.image.id) times *= slow.times;
  return times;
};

const bootMessages = (instance: Ec2Instance): string =>
  [
    `[    0.000000] Linux version 6.1.147-172.266.amzn2023.${instance.architecture === 'arm64' ? 'aarch64' : 'x86_64'}`,
    `[    0.000000] DMI: Amazon EC2 ${instance.type.name}`,
    `[    4.210000] systemd[1]: Hostname set to <ip-${instance.networkInterface.privateIp.replaceAll('.', '-')}>.`,
    `[    9.870000] cloud-init[1557]: Cloud-init v. 22.2.2 running 'init' (boot ${instance.boot.count})`,
    '',
  ].join('\n');
