/** Changes to a script before it is interpreted, so that the interpreter does what bash on a host would do. */
import type { ScriptNode, TransformPlugin } from 'just-bash';

/**
 * `$RANDOM` becomes what the given command prints: it comes from the seed like all chance, so that a seed reproduces a run.
 * `exec >file 2>&1` loses its redirections of output: just-bash sends even what `$(…)` reads where they point, and all output
 * goes to the console anyway.
 */
export const steadyScript = (randomNumber: ScriptNode, nothing: ScriptNode): TransformPlugin => {
  const steady = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(steady);
    if (node === null || typeof node !== 'object') return node;
    const { type, parameter, operation, name, args, redirections } = node as Record<string, unknown>;
    if (type === 'ParameterExpansion' && parameter === 'RANDOM' && operation === null)
      return { type: 'CommandSubstitution', body: randomNumber, legacy: false };
    if (type === 'ArithVariable' && name === 'RANDOM') return { type: 'ArithCommandSubst', command: 'random-number' };
    if (type === 'SimpleCommand' && isWord(name, 'exec') && Array.isArray(args) && args.length === 0) {
      const kept = (redirections as readonly Redirection[]).filter((one) => !redirectsOutput(one));
      return kept.length === 0 ? nothing.statements[0]?.pipelines[0]?.commands[0] : { ...node, redirections: kept };
    }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, steady(child)]));
  };
  return { name: 'steady script', transform: ({ ast }) => ({ ast: steady(ast) as ScriptNode }) };
};

interface Redirection {
  readonly fd: number | null;
  readonly operator: string;
}

/** Of the descriptors 1 and 2; without a number it is 1, or both. */
const redirectsOutput = ({ fd, operator }: Redirection): boolean =>
  operator.includes('>') && (fd === null || fd === 1 || fd === 2);

const isWord = (node: unknown, text: string): boolean => {
  const parts = (node as { readonly parts?: readonly { readonly value?: unknown }[] } | null)?.parts;
  return parts?.length === 1 && parts[0]?.value === text;
};
