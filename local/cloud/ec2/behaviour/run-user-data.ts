/** User data on the first boot: cloud-init's part, with the scripts interpreted in memory. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Bash } from 'just-bash';
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
import { print, printLine } from './console.ts';
import type { Guest, Machine } from './guest/guest.ts';
import { holding } from './guest/holding.ts';
import { newShell } from './guest/shell.ts';
import { type UserDataPart, userDataParts } from './user-data-parts.ts';

const configDirectory = '/etc/ecs';
const configFile = `${configDirectory}/ecs.config`;
/** Work that scripts set off belongs to the embedded AWS, not to the context in which they are interpreted. */
const outside = AsyncLocalStorage.snapshot();

/**
 * Runs the scripts of the user data one after the other, each in a shell of its own on one filesystem. A script that fails is
 * reported on the console and keeps neither the others nor the rest of the boot from running. Resolves when they are through,
 * or as soon as the machine has gone down under them.
 */
export const runUserData = async (
  world: World,
  instance: Ec2Instance,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> => {
  const hold = holding(world.clock);
  let down: keyof Machine | undefined;
  const guest: Guest = {
    world,
    instance,
    machine,
    signal,
    metadataTokens: new Map(),
    wait: (on) => hold.without(() => outside(on)),
    // Once the machine is going down no time passes for the script any more.
    sleep: async (ms, also) => {
      if (down === undefined) await hold.without(() => outside(sleepUntil, world, ms, signal, also));
    },
    after: (ms, what, run) => outside(() => world.clock.after(ms, what, run)),
    goDown: (how) => {
      down ??= how;
    },
    isGoingDown: () => down !== undefined,
  };
  await hold.during(() => runParts(world, instance, guest));
  if (down !== undefined && !signal.aborted) machine[down]();
};

const runParts = async (world: World, instance: Ec2Instance, guest: Guest): Promise<void> => {
  const shell = await newShell(guest);
  if (instance.boot.ecsConfig !== undefined) {
    await shell.fs.mkdir(configDirectory, { recursive: true });
    await shell.writeFile(configFile, instance.boot.ecsConfig);
  }
  let failed = 0;
  for (const [index, part] of userDataParts(instance.userData ?? '').entries()) {
    const name = `/var/lib/cloud/instance/scripts/part-${String(index + 1).padStart(3, '0')}`;
    const code = await runPart(world, instance, shell, part, name, guest.signal);
    if (guest.signal.aborted || guest.isGoingDown()) break;
    if (code === 0) continue;
    failed += 1;
    printLine(world, instance, `cloud-init[1557]: util.py[WARNING]: Failed running ${name} [${code}]`);
  }
  if (failed > 0)
    printLine(world, instance, 'cloud-init[1557]: cc_scripts_user.py[WARNING]: Failed to run module scripts-user');
  if (await shell.fs.exists('/dev/console')) print(world, instance, await shell.readFile('/dev/console'));
  if (await shell.fs.exists(configFile)) instance.boot.ecsConfig = await shell.readFile(configFile);
  else delete instance.boot.ecsConfig;
};

/** The script's exit code; 0 for a part that cloud-init would not run as a script. */
const runPart = async (
  world: World,
  instance: Ec2Instance,
  shell: Bash,
  part: UserDataPart,
  name: string,
  signal: AbortSignal,
): Promise<number> => {
  if (part.kind === 'ignored') {
    printLine(world, instance, `cloud-init[1557]: ignored: ${part.what}; the embedded EC2 runs shell scripts only`);
    return 0;
  }
  if (!/(^|\/)(ba)?sh$/.test(part.interpreter)) {
    printLine(world, instance, `cloud-init[1557]: ${name}: the embedded EC2 has no ${part.interpreter}`);
    return 127;
  }
  // On the script's own first line, a comment, so that line numbers in messages stay true.
  const options = /^-[a-zA-Z]+$/.test(part.options) ? `set ${part.options};` : '';
  const script = `${options}${part.text}`;
  try {
    const { exitCode, stdout, stderr } = await shell.exec(script, { rawScript: true, signal });
    print(world, instance, stdout + stderr);
    return exitCode;
  } catch (error) {
    printLine(world, instance, `cloud-init[1557]: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};

/** Resolves after so many simulated milliseconds, or at once when one of the signals is aborted. */
const sleepUntil = (world: World, ms: number, signal: AbortSignal, also: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const signals = also === undefined ? [signal] : [signal, also];
    const wake = () => {
      timer.cancel();
      for (const one of signals) one.removeEventListener('abort', wake);
      resolve();
    };
    const timer = world.clock.after(ms, 'a host sleeps', wake);
    for (const one of signals) one.addEventListener('abort', wake);
    if (signals.some((one) => one.aborted)) wake();
  });
