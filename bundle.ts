/**
 * Builds one small CommonJS file per Lambda into dist/, and prints each one's size against its budget.
 * `node bundle.ts --report` only prints. Budgets are held: one that is exceeded fails the build.
 */
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import { build } from 'esbuild';
import { leanSdk } from './plugins/lean-sdk.ts';

/** KB a bundle may have: every KB is parsed at each cold start. */
const budgets: readonly (readonly [prefix: string, kilobytes: number])[] = [
  ['functions/api/plans', 550],
  // Looks at EC2 and ECS as a plan does.
  ['functions/api/why', 400],
  ['functions/api/', 300],
  ['functions/steps/', 400],
  ['functions/on/', 750],
];

const functions = globSync('functions/**/*.ts').sort();
const bundleOf = (file: string): string => `dist/${file.replace(/\.ts$/, '.cjs')}`;
const budgetOf = (file: string): number => budgets.find(([prefix]) => file.startsWith(prefix))?.[1] ?? 300;

/**
 * One `.cjs` per file, in the same folders below `outdir`; built together, so that esbuild reads the SDK once for all of them.
 * CommonJS, because importing Node's own modules from ESM bundles costs 44 ms at each cold start.
 */
export const bundle = (files: readonly string[], outdir: string) =>
  build({
    entryPoints: [...files],
    outdir,
    outbase: '.',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'error',
    plugins: leanSdk,
  });

const report = (): boolean => {
  let within = true;
  for (const file of functions) {
    const path = bundleOf(file);
    if (!existsSync(path)) continue;
    const kilobytes = Math.ceil(statSync(path).size / 1_000);
    const ok = kilobytes <= budgetOf(file);
    within &&= ok;
    console.log(`${ok ? ' ' : '✗'} ${String(kilobytes).padStart(4)} KB of ${budgetOf(file)}  ${file}`);
  }
  return within;
};

if (import.meta.main) {
  if (!process.argv.includes('--report')) {
    rmSync('dist', { recursive: true, force: true });
    await bundle(functions, 'dist');
  }
  if (!report()) process.exitCode = 1;
}
