/** From power on to the ECS agent: the kernel, user data on the first boot, the agent. */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
import { startAgent } from './agent.ts';
import { print, printLine } from './console.ts';
import type { Machine } from './guest/guest.ts';
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
  print(world, instance, bootMessages(instance));
  const ms = world.random.between(...world.knobs.bootMs);
  instance.boot.next = world.clock.after(ms, `${instance.id} has booted`, async () => {
    if (first && instance.userData !== undefined) await runUserData(world, instance, machine, abort.signal);
    if (abort.signal.aborted) return;
    delete instance.boot.abort;
    printLine(world, instance, 'systemd[1]: Reached target cloud-init.target - Cloud-init target.');
    startAgent(world, instance);
  });
};

const bootMessages = (instance: Ec2Instance): string =>
  [
    `[    0.000000] Linux version 6.1.147-172.266.amzn2023.${instance.architecture === 'arm64' ? 'aarch64' : 'x86_64'}`,
    `[    0.000000] DMI: Amazon EC2 ${instance.type.name}`,
    `[    4.210000] systemd[1]: Hostname set to <ip-${instance.networkInterface.privateIp.replaceAll('.', '-')}>.`,
    `[    9.870000] cloud-init[1557]: Cloud-init v. 22.2.2 running 'init' (boot ${instance.boot.count})`,
    '',
  ].join('\n');
