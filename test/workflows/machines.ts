/** The workflow files as they are, and what a test needs to run one on the embedded Step Functions. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { State } from '../../local/cloud/states/language/definition.ts';
import type { WishKind } from '../../shared/domain/wish.ts';
import { lambda } from '../cloud/states/stage.ts';

export interface Workflow {
  readonly kind: WishKind;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into definitions of many shapes.
  readonly definition: any;
  readonly states: Readonly<Record<string, State>>;
}

export const workflows: readonly Workflow[] = globSync('workflows/*.asl.json')
  .sort()
  .map((path) => {
    const text = readFileSync(path, 'utf8');
    const definition = JSON.parse(text);
    return { kind: basename(path, '.asl.json') as WishKind, text, definition, states: definition.States };
  });

export const workflow = (kind: WishKind): Workflow => workflows.find((one) => one.kind === kind)!;

/** `${StepsCheckInputArn}` stands for the function `steps-check-input`. */
export const substitutions = (text: string): readonly { readonly variable: string; readonly functionName: string }[] =>
  [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!))].map((variable) => ({
    variable,
    functionName: variable
      .replace(/Arn$/, '')
      .replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase(),
  }));

/** With the names filled in, as DefinitionSubstitutions do it. */
export const deployed = ({ text }: Workflow): string =>
  substitutions(text).reduce(
    (filled, { variable, functionName }) => filled.replaceAll(`\${${variable}}`, lambda(functionName)),
    text,
  );
