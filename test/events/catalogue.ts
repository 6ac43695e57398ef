/** The files of events/, and what events/README.md says about each. */
import { globSync, readFileSync } from 'node:fs';

export interface Entry {
  /** Below events/. */
  readonly file: string;
  readonly what: string;
  readonly goesTo: readonly string[];
}

export const files: readonly string[] = globSync('events/*/*.json')
  .map((path) => path.replace(/^events\//, ''))
  .sort();

// biome-ignore lint/suspicious/noExplicitAny: payloads of many shapes.
export const payload = (file: string): any => JSON.parse(readFileSync(`events/${file}`, 'utf8'));

export const entries: readonly Entry[] = readFileSync('events/README.md', 'utf8')
  .split('\n')
  .filter((row) => row.startsWith('| `'))
  .map((row) => {
    const [file = '', what = '', goesTo = ''] = row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return {
      file: file.replaceAll('`', ''),
      what,
      goesTo: goesTo.split(' ').flatMap((name) => /^`(.+)`$/.exec(name)?.[1] ?? []),
    };
  });
