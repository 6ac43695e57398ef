/** `dnf` and `yum`: packages are fetched from outside, and installing them changes nothing but the ECS agent. */
import { whyCutOff } from '../../network.ts';
import { failing, type GuestCommand } from './guest.ts';

export const dnf: GuestCommand = (guest, { args }) => {
  const [verb, ...packages] = args.filter((arg) => !arg.startsWith('-'));
  if (whyCutOff(guest.world.ec2, guest.instance) !== undefined)
    return failing("Error: Failed to download metadata for repo 'amazonlinux': Cannot prepare internal mirrorlist");
  const { boot } = guest.instance;
  if (verb === 'install' && packages.includes('ecs-init') && boot.agent === 'absent') boot.agent = 'disabled';
  const what = packages.length === 0 ? '' : ` ${packages.join(' ')}`;
  return { stdout: `${verb ?? 'dnf'}${what}: nothing is installed here, but it would have been\nComplete!\n` };
};
