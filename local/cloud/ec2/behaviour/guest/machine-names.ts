/** Commands that say what machine this is. */
import { privateDnsName } from '../../views/instance.ts';
import type { GuestCommand } from './guest.ts';

export const hostname: GuestCommand = ({ world, instance }, { args }) => {
  const name = privateDnsName(world, instance);
  return { stdout: `${args.includes('-s') ? name.split('.')[0] : name}\n` };
};

export const uname: GuestCommand = ({ world, instance }, { args }) => {
  const machine = instance.architecture === 'arm64' ? 'aarch64' : 'x86_64';
  const release = `6.1.147-172.266.amzn2023.${machine}`;
  if (args.includes('-a'))
    return { stdout: `Linux ${privateDnsName(world, instance)} ${release} ${machine} GNU/Linux\n` };
  const said = { '-m': machine, '-r': release, '-n': privateDnsName(world, instance) }[args[0] ?? ''];
  return { stdout: `${said ?? 'Linux'}\n` };
};

export const whoami: GuestCommand = () => ({ stdout: 'root\n' });

export const id: GuestCommand = (_guest, { args }) => {
  if (args.includes('-u') || args.includes('-g'))
    return { stdout: args.some((arg) => arg.includes('n')) ? 'root\n' : '0\n' };
  return { stdout: 'uid=0(root) gid=0(root) groups=0(root)\n' };
};

/** The journal of the system; with -s on stderr too. */
export const logger: GuestCommand = (_guest, { args, stdin }) => {
  const tag = args.indexOf('-t');
  const text =
    args.filter((arg, at) => !arg.startsWith('-') && (tag < 0 || at !== tag + 1)).join(' ') || stdin().trimEnd();
  return args.includes('-s') ? { stderr: `${tag < 0 ? 'root' : args[tag + 1]}: ${text}\n` } : {};
};
