/** Hunts every mutant, each in a process of its own, two at a time. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Hunt } from './hunt.ts';

const atOnce = 2;
/** Longer than any hunt, the control with all of its runs included. */
const longestMs = 600_000;

export interface Hunted extends Hunt {
  readonly wallMs: number;
}

/** In the order of `names`; `told` hears of each as it ends. The name '' is the control: nothing is changed. */
export const huntAll = async (names: readonly string[], told: (hunted: Hunted) => void): Promise<readonly Hunted[]> => {
  const results = new Map<string, Hunted>();
  const left = [...names];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const hunted = await huntOne(name);
      results.set(name, hunted);
      told(hunted);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return names.flatMap((name) => results.get(name) ?? []);
};

export const huntOne = (name: string): Promise<Hunted> =>
  new Promise((resolve) => {
    const begun = performance.now();
    const hunter = spawn(process.execPath, [join(import.meta.dirname, 'hunt.ts'), name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    let said = '';
    let complained = '';
    hunter.stdout.on('data', (text) => (said += text));
    hunter.stderr.on('data', (text) => (complained += text));
    hunter.on('close', (code) => {
      const wallMs = Math.round(performance.now() - begun);
      const last = said.trimEnd().split('\n').at(-1) ?? '';
      resolve({ ...(code === 0 ? (JSON.parse(last) as Hunt) : broken(name, code, complained)), wallMs });
    });
  });

/** Nothing of the simulation may end its process: a hunt that did has not shown what the mutant does. */
const broken = (mutant: string, code: number | null, complained: string): Hunt => {
  const why = complained.trim().split('\n').slice(0, 12).join('\n');
  process.stderr.write(`the hunt for ${mutant === '' ? 'nothing' : mutant} ended with ${code ?? 'a kill'}:\n${why}\n`);
  return { mutant, seeds: [], simulatedMs: 0, cpuMs: 0, notLoaded: [] };
};
