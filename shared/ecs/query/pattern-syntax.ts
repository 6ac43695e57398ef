/** The part of Java's pattern syntax that an automaton can do, as a tree. */
export type Node =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'edge'; readonly at: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number | undefined };

/** A pattern that cannot be used. Never leaves this folder: compilePattern turns it into a value. */
export class Unusable extends Error {}

const deepest = 50;
const mostRepetitions = 1_000;

/** Throws Unusable. */
export const parsePattern = (source: string): Node => {
  const text = [...source];
  const position = { at: 0 };
  const node = choice(text, position, 0);
  if (position.at < text.length) throw new Unusable(`there is no group for the ) at character ${position.at + 1}`);
  return node;
};

interface Position {
  at: number;
}

const choice = (text: readonly string[], position: Position, depth: number): Node => {
  if (depth > deepest) throw new Unusable('it is nested too deeply');
  const options = [sequence(text, position, depth)];
  while (text[position.at] === '|') {
    position.at++;
    options.push(sequence(text, position, depth));
  }
  const [only] = options;
  return options.length === 1 && only ? only : { kind: 'choice', options };
};

const sequence = (text: readonly string[], position: Position, depth: number): Node => {
  const parts: Node[] = [];
  for (let next = text[position.at]; next !== undefined && next !== '|' && next !== ')'; next = text[position.at]) {
    parts.push(repeated(atom(text, position, depth), text, position));
  }
  return { kind: 'sequence', parts };
};

const atom = (text: readonly string[], position: Position, depth: number): Node => {
  const character = text[position.at++] ?? '';
  switch (character) {
    case '.':
      return { kind: 'character', accepts: (each) => each !== '\n' && each !== '\r' };
    case '^':
      return { kind: 'edge', at: 'start' };
    case '$':
      return { kind: 'edge', at: 'end' };
    case '[':
      return { kind: 'character', accepts: characterClass(text, position) };
    case '\\':
      return escaped(text, position);
    case '(':
      return group(text, position, depth);
    case '*':
    case '+':
    case '?':
      throw new Unusable(`there is nothing for the ${character} at character ${position.at} to repeat`);
    default:
      return { kind: 'character', accepts: (each) => each === character };
  }
};

const group = (text: readonly string[], position: Position, depth: number): Node => {
  if (text[position.at] === '?') {
    if (text[position.at + 1] !== ':') throw new Unusable('of the groups with (? only (?:…) can be used');
    position.at += 2;
  }
  const node = choice(text, position, depth + 1);
  if (text[position.at++] !== ')') throw new Unusable('a group is not closed');
  return node;
};

const repeated = (node: Node, text: readonly string[], position: Position): Node => {
  const range = rangeAt(text, position);
  if (range === undefined) return node;
  if (text[position.at] === '+') throw new Unusable('possessive quantifiers cannot be used');
  // A reluctant quantifier finds the same whole values as a greedy one.
  if (text[position.at] === '?') position.at++;
  return { kind: 'repeat', of: node, least: range[0], most: range[1] };
};

const rangeAt = (text: readonly string[], position: Position): readonly [number, number | undefined] | undefined => {
  const character = text[position.at];
  const simple = { '*': [0, undefined], '+': [1, undefined], '?': [0, 1] } as const;
  if (character === '*' || character === '+' || character === '?') {
    position.at++;
    return simple[character];
  }
  if (character !== '{') return undefined;
  const [whole = '', least, comma, most] =
    /^\{(\d{1,6})(,)?(\d{1,6})?\}/.exec(text.slice(position.at, position.at + 16).join('')) ?? [];
  if (whole === '' || (comma === undefined && most !== undefined))
    throw new Unusable('{ must be followed by {n}, {n,} or {n,m}');
  position.at += whole.length;
  const from = Number(least);
  const to = comma === undefined ? from : most === undefined ? undefined : Number(most);
  if (from > mostRepetitions || (to ?? 0) > mostRepetitions || (to ?? from) < from) {
    throw new Unusable(`${whole} cannot be used`);
  }
  return [from, to];
};

const kinds: Readonly<Record<string, (character: string) => boolean>> = {
  d: (character) => /[0-9]/.test(character),
  D: (character) => !/[0-9]/.test(character),
  w: (character) => /[A-Za-z0-9_]/.test(character),
  W: (character) => !/[A-Za-z0-9_]/.test(character),
  s: (character) => /[ \t\n\v\f\r]/.test(character),
  S: (character) => !/[ \t\n\v\f\r]/.test(character),
};
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

const escaped = (text: readonly string[], position: Position): Node => {
  const character = text[position.at];
  if (character === 'A' || character === 'z' || character === 'Z') {
    position.at++;
    return { kind: 'edge', at: character === 'A' ? 'start' : 'end' };
  }
  if (character === 'Q') return literal(text, position);
  return { kind: 'character', accepts: escapedCharacter(text, position) };
};

/** `\Q…\E`: everything between stands for itself. */
const literal = (text: readonly string[], position: Position): Node => {
  const parts: Node[] = [];
  for (position.at++; position.at < text.length; position.at++) {
    if (text[position.at] === '\\' && text[position.at + 1] === 'E') {
      position.at += 2;
      break;
    }
    const character = text[position.at];
    parts.push({ kind: 'character', accepts: (each) => each === character });
  }
  return { kind: 'sequence', parts };
};

const escapedCharacter = (text: readonly string[], position: Position): ((character: string) => boolean) => {
  const character = text[position.at++];
  if (character === undefined) throw new Unusable('it ends with a single backslash');
  const kind = Object.hasOwn(kinds, character) ? kinds[character] : undefined;
  if (kind !== undefined) return kind;
  const control = Object.hasOwn(controls, character) ? controls[character] : undefined;
  if (control !== undefined) return (each) => each === control;
  if (/[A-Za-z0-9]/.test(character)) throw new Unusable(`\\${character} cannot be used`);
  return (each) => each === character;
};

const characterClass = (text: readonly string[], position: Position): ((character: string) => boolean) => {
  const denied = text[position.at] === '^';
  if (denied) position.at++;
  const accepted: ((character: string) => boolean)[] = [];
  for (let first = true; first || text[position.at] !== ']'; first = false) {
    const from = text[position.at++];
    if (from === undefined) throw new Unusable('a [ is not closed');
    if (from === '[' || (from === '&' && text[position.at] === '&'))
      throw new Unusable('nested classes cannot be used');
    if (from === '\\') {
      accepted.push(escapedCharacter(text, position));
      continue;
    }
    const to = text[position.at + 1];
    if (text[position.at] !== '-' || to === undefined || to === ']') {
      accepted.push((each) => each === from);
      continue;
    }
    if (to === '\\' || to < from) throw new Unusable(`the range ${from}-${to} cannot be used`);
    position.at += 2;
    accepted.push((each) => each >= from && each <= to);
  }
  position.at++;
  return (character) => accepted.some((accepts) => accepts(character)) !== denied;
};
