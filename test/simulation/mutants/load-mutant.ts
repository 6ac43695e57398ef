/**
 * Switches one mutant on in this process: whoever imports its files from now on gets the changed text. It has to be called
 * before anything of ours is imported, and for one mutant only, since modules are loaded once.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { edited, editsOf, type Mutant } from './mutant.ts';

/** Gives what says which files of the mutant have been loaded changed so far. */
export const loadMutant = (mutant: Mutant, root: string): (() => readonly string[]) => {
  const edits = Map.groupBy(editsOf(mutant), ({ file }) => pathToFileURL(join(root, file)).href);
  const loaded: string[] = [];
  registerHooks({
    load: (url, context, next) => {
      const result = next(url, context);
      const ofFile = edits.get(url);
      if (ofFile === undefined) return result;
      loaded.push(...ofFile.map(({ file }) => file));
      return { ...result, source: ofFile.reduce(edited, String(result.source)) };
    },
  });
  return () => loaded;
};
