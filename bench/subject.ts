/** One subject, in this process; its rows go to the standard output as JSON. */
import type { Row } from './measure.ts';

const name = process.argv[2] ?? '';
const { rows } = (await import(`./${name}.ts`)) as { readonly rows: () => Promise<readonly Row[]> };
process.stdout.write(JSON.stringify(await rows()), () => process.exit(0));
