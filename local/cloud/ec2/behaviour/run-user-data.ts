/** User data on the first boot: cloud-init's part, with the scripts interpreted in memory. */
import type { Bash } from 'just-bash';
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
import { print, printLine } from './console.ts';
import type { Guest, Machine } from './guest/guest.ts';
import { stayInside } from './guest/stay.ts';
import { type UserDataPart, userDataParts } from './user-data-parts.ts';

/**
 * Runs the scripts of the user data one after the other, each in a shell of its own on one filesystem. A script that fails is
 * reported on the console and keeps neither the others nor the rest of the boot from running. Resolves when they are through,
 * or as soon as the machine has gone down under them.
 */
export const runUserData = (
  world: World,
  instance: Ec2Instance,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> =>
  stayInside(world, instance, { machine, signal, booting: true }, (shell, guest) => runParts(shell, guest));

const runParts = async (shell: Bash, guest: Guest): Promise<void> => {
  const { world, instance } = guest;
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
