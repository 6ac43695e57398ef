/** A stay inside a machine: a shell, and the files of the machine that outlive it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Bash } from 'just-bash';
import type { World } from '../../../kernel/world.ts';
import type { Ec2Instance } from '../../state.ts';
import type { Guest, Machine } from './guest.ts';
import { holding } from './holding.ts';
import { newShell } from './shell.ts';

const configDirectory = '/etc/ecs';
const configFile = `${configDirectory}/ecs.config`;
/** Work that scripts set off belongs to the embedded AWS, not to the context in which they are interpreted. */
const outside = AsyncLocalStorage.snapshot();

export interface Stay {
  readonly machine: Machine;
  /** Aborted when the machine goes down under the scripts, or somebody breaks them off. */
  readonly signal: AbortSignal;
  /** While the machine boots, its services are started at the end of that. */
  readonly booting: boolean;
  /** Called after each sleep, before the script goes on: the machine may have changed meanwhile. */
  readonly onWake?: () => void;
}

/**
 * Runs scripts inside a machine. No time passes but when they sleep or call AWS; no driver jumps while they are interpreted.
 * If one has told the machine to go down, it does when this work is done.
 */
export const stayInside = async <T>(
  world: World,
  instance: Ec2Instance,
  { machine, signal, booting, onWake }: Stay,
  work: (shell: Bash, guest: Guest) => Promise<T>,
): Promise<T> => {
  const hold = holding(world.clock);
  let down: keyof Machine | undefined;
  const guest: Guest = {
    world,
    instance,
    machine,
    signal,
    booting,
    metadataTokens: new Map(),
    wait: (on) => hold.without(() => outside(on)),
    // Once the machine is going down no time passes for the script any more.
    sleep: async (ms, also) => {
      if (down === undefined) await hold.without(() => outside(sleepUntil, world, ms, signal, also));
      onWake?.();
    },
    after: (ms, what, run) => outside(() => world.clock.after(ms, what, run)),
    act: (run) => outside(run),
    goDown: (how) => {
      down ??= how;
    },
    isGoingDown: () => down !== undefined,
  };
  const outcome = await hold.during(async () => {
    const shell = await newShell(guest);
    await layFiles(shell, instance);
    const done = await work(shell, guest);
    await keepFiles(shell, instance);
    return done;
  });
  if (down !== undefined && !signal.aborted) machine[down]();
  return outcome;
};

const layFiles = async (shell: Bash, { boot }: Ec2Instance): Promise<void> => {
  if (boot.ecsConfig === undefined) return;
  await shell.fs.mkdir(configDirectory, { recursive: true });
  await shell.writeFile(configFile, boot.ecsConfig);
};

const keepFiles = async (shell: Bash, { boot }: Ec2Instance): Promise<void> => {
  if (await shell.fs.exists(configFile)) boot.ecsConfig = await shell.readFile(configFile);
  else delete boot.ecsConfig;
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
