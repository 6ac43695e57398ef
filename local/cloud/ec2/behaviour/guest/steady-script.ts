/** Changes to a script before it is interpreted, so that the interpreter does what bash on a host would do. */
import type { ScriptNode, TransformPlugin } from 'just-bash';

/**
 * `$RANDOM` becomes what the given command prints: it comes from the seed like all chance, so that a seed reproduces a run.
 * `exec >file 2>&1` becomes nothing: just-bash sends even the output of `$(…)` where such a redirection points, and all output
 * goes to the console anyway.
 */
export const steadyScript = (randomNumber: ScriptNode, nothing: ScriptNode): TransformPlugin => {
  const steady = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(steady);
    if (node === null || typeof node !== 'object') return node;
    const { type, parameter, operation, name, args } = node as Record<string, unknown>;
    if (type === 'ParameterExpansion' && parameter === 'RANDOM' && operation === null)
      return { type: 'CommandSubstitution', body: randomNumber, legacy: false };
    if (type === 'ArithVariable' && name === 'RANDOM') return { type: 'ArithCommandSubst', command: 'random-number' };
    if (type === 'SimpleCommand' && isWord(name, 'exec') && Array.isArray(args) && args.length === 0)
      return nothing.statements[0]?.pipelines[0]?.commands[0];
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, steady(child)]));
  };
  return { name: 'steady script', transform: ({ ast }) => ({ ast: steady(ast) as ScriptNode }) };
};

const isWord = (node: unknown, text: string): boolean => {
  const parts = (node as { readonly parts?: readonly { readonly value?: unknown }[] } | null)?.parts;
  return parts?.length === 1 && parts[0]?.value === text;
};
