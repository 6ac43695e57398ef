/**
 * The shell of an instance: just-bash, an interpreter of bash with a filesystem in memory. It starts no process, opens no
 * file and no socket of the machine that it runs on; limits keep a hostile script from using up time and memory.
 */
import type { Bash, Command, ResolvedCommandContext } from 'just-bash';
import { privateDnsName } from '../../views/instance.ts';
import { aws } from './aws.ts';
import { curl } from './curl.ts';
import { docker } from './docker.ts';
import type { Guest, GuestCommand } from './guest.ts';
import { hostname, id, logger, uname, whoami } from './machine-names.ts';
import { dnf } from './packages.ts';
import { poweroff, reboot, shutdown } from './power.ts';
import { mktemp, nohup } from './small-tools.ts';
import { steadyScript } from './steady-script.ts';
import { systemctl } from './systemctl.ts';
import { sleep, timeout } from './time.ts';

const limits = {
  maxCommandCount: 10_000,
  maxLoopIterations: 10_000,
  maxStringLength: 1_048_576,
  maxOutputSize: 262_144,
  maxFileSystemBytes: 33_554_432,
  maxLiveBytes: 67_108_864,
};

const commands: Readonly<Record<string, GuestCommand>> = {
  curl,
  dnf,
  docker,
  halt: poweroff,
  hostname,
  id,
  logger,
  mktemp,
  nohup,
  poweroff,
  reboot,
  shutdown,
  sleep,
  systemctl,
  timeout,
  uname,
  whoami,
  yum: dnf,
};
/** What a host has and whose effects nothing here looks at; among them builtins of bash that the interpreter has not. */
const withoutEffect =
  'chgrp chown hostnamectl iptables ip6tables modprobe mount sync sysctl timedatectl umount useradd usermod ' +
  'kill trap ulimit umask';
/** Commands of the interpreter that Amazon Linux does not have. */
const notOnAmazonLinux = ['html-to-markdown', 'rg', 'sqlite3', 'tree', 'xan', 'yq'];

export const newShell = async (guest: Guest): Promise<Bash> => {
  const { Bash, decodeBytesToUtf8, getCommandNames, parse } = await import('just-bash');
  const { world, instance } = guest;

  const asCommand = (name: string, run: GuestCommand): Command => ({
    name,
    trusted: true,
    execute: async (args, context) => {
      const outcome = await run(guest, {
        args,
        stdin: () => decodeBytesToUtf8(context.stdin),
        ...filesOf(context),
        run: async ([command = '', ...rest], signal) =>
          (await context.exec?.(command, { cwd: context.cwd, args: rest, signal })) ?? {},
        signal: context.signal,
      });
      return { stdout: '', stderr: '', exitCode: 0, ...outcome };
    },
  });

  const hasAws = instance.image.ecs === undefined || world.knobs.imageHasAwsCli;
  const all: Readonly<Record<string, GuestCommand>> = {
    ...commands,
    ...Object.fromEntries(withoutEffect.split(' ').map((name) => [name, () => ({})])),
    'random-number': () => ({ stdout: `${world.random.between(0, 32_767)}\n` }),
    ...(hasAws && { aws }),
  };
  const bash = new Bash({
    env: { HOME: '/root', HOSTNAME: privateDnsName(world, instance), USER: 'root' },
    processInfo: { uid: 0, gid: 0 },
    commands: getCommandNames().filter((name) => !notOnAmazonLinux.includes(name)) as never,
    customCommands: [...Object.entries(all).map(([name, run]) => asCommand(name, run)), dateCommand(guest)],
    executionLimits: limits,
  });
  bash.registerTransformPlugin(steadyScript(parse('random-number'), parse(':')));
  for (const path of directories) await bash.fs.mkdir(path, { recursive: true });
  for (const [path, content] of Object.entries(filesFor(guest))) await bash.fs.writeFile(path, content);
  return bash;
};

const filesOf = ({ fs, cwd }: ResolvedCommandContext) => ({
  readFile: (path: string) => fs.readFile(fs.resolvePath(cwd, path)),
  writeFile: (path: string, text: string) => fs.writeFile(fs.resolvePath(cwd, path), text),
});

/** `date` tells the simulated time. */
const dateCommand = ({ world }: Guest): Command => ({
  name: 'date',
  trusted: true,
  execute: async (args, context) => {
    const asked = args.some((arg) => /^(-d|--date)/.test(arg));
    const seconds = Math.floor(world.clock.now() / 1_000);
    const outcome = await context.origCommand?.(asked ? args : ['-d', `@${seconds}`, ...args]);
    return outcome ?? { stdout: '', stderr: '', exitCode: 1 };
  },
});

const directories = [
  '/etc',
  '/home/ec2-user',
  '/opt',
  '/root',
  '/run',
  '/tmp',
  '/usr/local/bin',
  '/var/lib/cloud/instance',
  '/var/log',
];

const filesFor = ({ world, instance }: Guest): Readonly<Record<string, string | Uint8Array>> => ({
  '/etc/hostname': `${privateDnsName(world, instance)}\n`,
  '/etc/os-release':
    'NAME="Amazon Linux"\nVERSION="2023"\nID="amzn"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash\n',
  '/dev/urandom': Buffer.from(world.random.hex(512), 'hex'),
});
