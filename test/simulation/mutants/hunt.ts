/**
 * The process of one mutant: `node hunt.ts <mutant>` runs the simulation with the mutant switched on until an invariant
 * breaks, and prints what came of it as its last line, in JSON. Without a name nothing is changed, and nothing may break.
 */
import type { Outcome, SimulationOptions, Violation } from '../outcome.ts';
import { loadMutant } from './load-mutant.ts';
import type { Aim } from './mutant.ts';
import { mutants, plainRuns } from './table.ts';

export interface Hunt {
  readonly mutant: string;
  readonly caught?: Violation & { readonly seed: number; readonly aimed: boolean };
  /** Seeds of the runs that it took. */
  readonly seeds: readonly number[];
  readonly simulatedMs: number;
  readonly cpuMs: number;
  /** Files of the mutant that the simulation never loaded: it cannot have been caught. */
  readonly notLoaded: readonly string[];
}

/** A run that throws has caught a mutant too: the simulation holds nothing that may be thrown at it. */
const runOf = async (aim: Aim, simulate: Simulate): Promise<Pick<Outcome, 'violations' | 'simulatedMs'>> => {
  const { seed, ...options } = aim;
  try {
    return await simulate(seed, { ...options, stopAtFirst: true });
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { violations: [{ invariant: 'the-run-ends', atMs: 0, what }], simulatedMs: 0 };
  }
};

/** Several mutants may share one. */
const everyAim = (): readonly Aim[] => [
  ...new Map(mutants.flatMap(({ aim }) => (aim === undefined ? [] : [[JSON.stringify(aim), aim] as const]))).values(),
];

type Simulate = (seed: number, options: SimulationOptions) => Promise<Outcome>;

const hunt = async (name: string): Promise<Hunt> => {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined && name !== '') throw new Error(`there is no mutant ${name}`);
  const loaded = mutant === undefined ? () => [] : loadMutant(mutant, process.cwd());
  // Imported now, so that the mutant is on when production code is loaded.
  const { simulate } = await import('../simulate.ts');
  const aims = mutant === undefined ? everyAim() : [mutant.aim].flatMap((aim) => aim ?? []);
  const seeds: number[] = [];
  let simulatedMs = 0;
  let caught: Hunt['caught'];
  // What is aimed at it takes the shortest time to tell.
  for (const aim of [...aims, ...plainRuns]) {
    const { violations, simulatedMs: passed } = await runOf(aim, simulate);
    seeds.push(aim.seed);
    simulatedMs += passed;
    const [first] = violations;
    if (first === undefined) continue;
    caught = { ...first, seed: aim.seed, aimed: !plainRuns.includes(aim) };
    break;
  }
  const { user, system } = process.cpuUsage();
  return {
    mutant: name,
    ...(caught !== undefined && { caught }),
    seeds,
    simulatedMs,
    cpuMs: Math.round((user + system) / 1_000),
    notLoaded: mutant === undefined ? [] : [mutant.file].filter((file) => !loaded().includes(file)),
  };
};

process.stdout.write(`\n${JSON.stringify(await hunt(process.argv[2] ?? ''))}\n`, () => process.exit(0));
