/** Which members of its input an operation reads, as its source says it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Service } from '../../local/cloud/kernel/service.ts';

/** Where a service's folder is not called like it. */
const folders: Readonly<Record<string, string>> = { eventbridge: 'events', sfn: 'states' };
const folderOf = ({ name }: Service): string => `local/cloud/${folders[name] ?? name}/`;

interface Source {
  /** Without comments and imports. */
  readonly code: string;
  /** Names that are imported from files of ours, and those files. */
  readonly imports: ReadonlyMap<string, string>;
  readonly words: ReadonlySet<string>;
}

const sources = new Map<string, Source>();

const sourceOf = (path: string): Source => {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const imports = new Map<string, string>();
  for (const [, names = '', from = ''] of text.matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g))
    for (const name of names.split(','))
      imports.set(/(\w+)\s*$/.exec(name)?.[1] ?? '', normalize(join(dirname(path), from)));
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/^import[\s\S]*?;$/gm, '');
  const source = { code, imports, words: new Set(code.match(/[A-Za-z_]\w*/g) ?? []) };
  sources.set(path, source);
  return source;
};

/** Of a file and all that it imports from its service and from shared/ecs; what only shows answers is left out. */
const wordsFrom = (path: string, folder: string): ReadonlySet<string> => {
  const words = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || file.includes('/views/') || !(file.startsWith(folder) || file.startsWith('shared/ecs/')))
      return;
    seen.add(file);
    const source = sourceOf(file);
    for (const word of source.words) words.add(word);
    for (const imported of source.imports.values()) visit(imported);
  };
  visit(path);
  return words;
};

export interface Reading {
  /** Whether a member is named anywhere that the operation can reach. */
  readonly mayRead: (member: string) => boolean;
  /** Whether the operation's own function takes it from its input. */
  readonly reads: (member: string) => boolean;
}

/** Undefined: the operation hands its whole input to somebody else, to dynalite. */
export const readingOf = (service: Service, operation: string): Reading | undefined => {
  if (service.name === 'dynamodb') return undefined;
  const folder = folderOf(service);
  const table = sourceOf(`${folder}service.ts`);
  const [, named = ''] = new RegExp(`\\b${operation}: (.+?),?$`, 'm').exec(table.code) ?? [];
  const name = named.match(/\w+/g)?.findLast((word) => table.imports.has(word));
  const file = name === undefined ? undefined : table.imports.get(name);
  if (name === undefined || file === undefined) return undefined;
  const before = table.code.slice(0, table.code.indexOf('operations'));
  const shared = new Set(before.match(/[A-Za-z_]\w*/g) ?? []);
  const words = wordsFrom(file, folder);
  const { code } = sourceOf(file);
  const start = code.search(new RegExp(`export const ${name}\\b`));
  const own = code.slice(start, code.indexOf('\nexport ', start + 1) + 1 || undefined);
  const asked = (member: string) =>
    new RegExp(`\\b(input|request)\\??\\.${member}\\b|\\{[^{}]*\\b${member}\\b[^{}]*\\} = (input|request)\\b`).test(
      own,
    );
  return { mayRead: (member) => words.has(member) || shared.has(member), reads: asked };
};
