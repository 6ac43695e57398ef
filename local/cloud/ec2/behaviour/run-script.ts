/** A script that somebody runs on an instance after its boot, as root. */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
import { stayInside } from './guest/stay.ts';
import { machineOf } from './lifecycle.ts';

export interface Script {
  readonly text: string;
  readonly workingDirectory: string | undefined;
  readonly timeoutMs: number;
  /** Breaks it off. */
  readonly signal: AbortSignal;
}

export type ScriptOutcome =
  | { readonly how: 'ended'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** The machine has gone down under it, or was told to by it: nobody is left to tell how it ended. */
  | Unfinished;
interface Unfinished {
  readonly how: 'timed out' | 'broken off' | 'machine down';
}

/** The files of the machine are those of each script alone, but for the configuration of the ECS agent. */
export const runScript = async (world: World, instance: Ec2Instance, script: Script): Promise<ScriptOutcome> => {
  const boots = instance.boot.count;
  const isUp = () => instance.state === 'running' && instance.boot.count === boots;
  const end = new AbortController();
  let why: Unfinished['how'] | undefined;
  const stop = (reason: Unfinished['how']): void => {
    why ??= reason;
    end.abort();
  };
  const breakOff = () => stop('broken off');
  script.signal.addEventListener('abort', breakOff, { once: true });
  const timer = world.clock.after(script.timeoutMs, `a script on ${instance.id} times out`, () => stop('timed out'));
  const onWake = () => {
    if (!isUp()) stop('machine down');
  };
  const stay = { machine: machineOf(world, instance), signal: end.signal, booting: false, onWake };
  const cwd = script.workingDirectory;
  try {
    const ended = await stayInside(world, instance, stay, async (shell) => {
      if (cwd !== undefined && !(await shell.fs.exists(cwd)))
        return { exitCode: 1, stdout: '', stderr: `chdir ${cwd}: no such file or directory\n` };
      return shell.exec(script.text, { rawScript: true, signal: end.signal, ...(cwd === undefined ? {} : { cwd }) });
    });
    if (why === undefined && !isUp()) why = 'machine down';
    const { exitCode, stdout, stderr } = ended;
    return why === undefined ? { how: 'ended', exitCode, stdout, stderr } : { how: why };
  } catch (error) {
    if (why !== undefined) return { how: why };
    return { how: 'ended', exitCode: 1, stdout: '', stderr: `${error instanceof Error ? error.message : error}\n` };
  } finally {
    timer.cancel();
    script.signal.removeEventListener('abort', breakOff);
  }
};
