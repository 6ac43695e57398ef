import { readdirSync, readFileSync } from 'node:fs';

/** The JSON files of a folder, given relative to this one. */
export const documentsIn = (folder: string): readonly { readonly file: string; readonly document: unknown }[] => {
  const url = new URL(folder, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith('.json'));
  return files.map((file) => ({ file, document: JSON.parse(readFileSync(new URL(file, url), 'utf8')) as unknown }));
};
