import { type Node, parsePattern, Unusable } from './pattern-syntax.ts';

/**
 * Patterns in the syntax of java.util.regex, compared with the whole value (Java's `matches`), in time proportional to
 * pattern times value: the pattern becomes an automaton of which all states are followed at once, so no pattern of a stranger
 * can make us hang. What an automaton cannot do (back references, look around, possessive quantifiers) is refused.
 */
export type CompiledPattern =
  | { readonly status: 'compiled'; readonly matches: (text: string) => boolean }
  | { readonly status: 'invalid'; readonly detail: string };

/** Never throws. */
export const compilePattern = (source: string): CompiledPattern => {
  try {
    const states: State[] = [];
    const start = build(parsePattern(source), states, add(states, { kind: 'end' }));
    return { status: 'compiled', matches: (text) => run(states, start, text) };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { status: 'invalid', detail: error.message };
  }
};

type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number[] }
  | { readonly kind: 'edge'; readonly at: 'start' | 'end'; readonly next: number };

/** Repetitions are copied out, so a small pattern can stand for a large automaton; ours have a limit. */
const mostStates = 2_000;

const add = (states: State[], state: State): number => {
  if (states.length >= mostStates) throw new Unusable('it repeats too much');
  return states.push(state) - 1;
};

/** Builds the automaton from its end: the state in which to begin in order to go on to `next`. */
const build = (node: Node, states: State[], next: number): number => {
  switch (node.kind) {
    case 'character':
      return add(states, { kind: 'character', accepts: node.accepts, next });
    case 'edge':
      return add(states, { kind: 'edge', at: node.at, next });
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(part, states, after), next);
    case 'choice':
      return add(states, { kind: 'fork', next: node.options.map((option) => build(option, states, next)) });
    case 'repeat': {
      let after = next;
      if (node.most === undefined) {
        const loop: number[] = [];
        after = add(states, { kind: 'fork', next: loop });
        loop.push(build(node.of, states, after), next);
      } else {
        for (let count = node.least; count < node.most; count++) {
          after = add(states, { kind: 'fork', next: [build(node.of, states, after), next] });
        }
      }
      for (let count = 0; count < node.least; count++) {
        // A state per copy, even of nothing, so that the limit on states is one on our work, too.
        after = add(states, { kind: 'fork', next: [build(node.of, states, after)] });
      }
      return after;
    }
  }
};

const run = (states: readonly State[], start: number, text: string): boolean => {
  const characters = [...text];
  let current = reachable(states, [start], 0, characters.length);
  for (const [index, character] of characters.entries()) {
    const entered: number[] = [];
    for (const id of current) {
      const state = states[id];
      if (state?.kind === 'character' && state.accepts(character)) entered.push(state.next);
    }
    current = reachable(states, entered, index + 1, characters.length);
  }
  return [...current].some((id) => states[id]?.kind === 'end');
};

/** The given states and all that can be entered from them without reading a character. */
const reachable = (states: readonly State[], from: readonly number[], position: number, end: number): Set<number> => {
  const found = new Set<number>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const state = states[id];
    if (state?.kind === 'fork') open.push(...state.next);
    if (state?.kind === 'edge' && position === (state.at === 'start' ? 0 : end)) open.push(state.next);
  }
  return found;
};
