/** A YAML or JSON file with the framework's variables and CloudFormation's short tags. Whatever else it says stops at its line. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type ScalarTag } from 'yaml';
import type { TemplateValue } from './template-value.ts';

export interface Variables {
  readonly stage: string;
  readonly options: Readonly<Record<string, string>>;
}

const tags: readonly string[] = ['!Ref', '!GetAtt', '!Sub', '!Join'];
const customTags = [
  ...tags.filter((tag) => tag !== '!Join').map((tag): ScalarTag => ({ tag, resolve: (text) => text })),
  { tag: '!Join', collection: 'seq' as const },
  { tag: '!GetAtt', collection: 'seq' as const },
];

/** Reads the file, with every variable replaced. Errors name file and line. */
export const readYamlFile = (path: string, variables: Variables): TemplateValue => {
  const root = open(path);
  const context: Context = { root, variables };
  return valueAt(root.document.contents as Node, root, context);
};

interface OpenFile {
  readonly path: string;
  readonly lines: LineCounter;
  readonly document: ReturnType<typeof parseDocument>;
}
interface Context {
  readonly root: OpenFile;
  readonly variables: Variables;
}

const open = (path: string): OpenFile => {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, customTags, merge: false });
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return { path, lines, document };
};

const stop = (file: OpenFile, node: Node, what: string): never => {
  const line = file.lines.linePos(node.range?.[0] ?? 0).line;
  throw new Error(`${file.path}:${line}: ${what}`);
};

const valueAt = (node: Node | null | undefined, file: OpenFile, context: Context): TemplateValue => {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return valueAt(node.resolve(file.document) as Node, file, context);
  if (isMap(node)) {
    const entries = node.items.map((pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : stop(file, node, 'a key must be plain text');
      return [key, valueAt(pair.value as Node, file, context)] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => valueAt(item as Node, file, context));
    if (node.tag === '!Join') return { 'Fn::Join': items as never };
    if (node.tag === '!GetAtt') return { 'Fn::GetAtt': items as never };
    return items;
  }
  if (!isScalar(node)) return stop(file, node, 'this form is not understood');
  if (node.tag?.startsWith('!') && !tags.includes(node.tag))
    return stop(file, node, `${node.tag} is not understood; the local runtime knows ${tags.join(', ')}`);
  if (typeof node.value !== 'string') return node.value as TemplateValue;
  const value = withVariables(node.value, node, file, context);
  if (node.tag === '!Ref') return { Ref: String(value) };
  if (node.tag === '!Sub') return { 'Fn::Sub': String(value) };
  if (node.tag === '!GetAtt') {
    const [resource = '', attribute = ''] = String(value).split(/\.(.*)/s);
    return { 'Fn::GetAtt': [resource, attribute] };
  }
  return value;
};

const variable = /\$\{((?:self|sls|opt|file|param|env|cf|ssm|aws)[:(][^{}]*)\}/;

/**
 * A text that is one variable takes its value, whatever that is; within a text a variable must be plain. `${Name}` and
 * `${AWS::Region}` are no variables of the framework: they belong to Sub and to definitions of state machines.
 */
const withVariables = (text: string, node: Node, file: OpenFile, context: Context): TemplateValue => {
  const whole = /^\$\{([^{}]+)\}$/.exec(text)?.[1];
  if (whole !== undefined && variable.test(text)) return resolved(whole, node, file, context);
  let rest = text;
  for (let match = variable.exec(rest); match !== null; match = variable.exec(rest))
    rest = rest.replace(match[0], () => String(resolved(match[1] ?? '', node, file, context)));
  if (/\$\{[a-z]\w*[:(]/.test(rest)) stop(file, node, `the variable in "${text}" is not understood`);
  return rest;
};

const resolved = (expression: string, node: Node, file: OpenFile, context: Context): TemplateValue => {
  for (const alternative of expression.split(/,\s*(?![^(]*\))/)) {
    const value = one(alternative.trim(), node, file, context);
    if (value !== undefined) return value;
  }
  return stop(file, node, `\${${expression}} has no value`);
};

const one = (name: string, node: Node, file: OpenFile, context: Context): TemplateValue | undefined => {
  const literal = /^(['"])(.*)\1$/.exec(name);
  if (literal !== null) return literal[2] ?? '';
  if (name === 'sls:stage') return context.variables.stage;
  if (name.startsWith('opt:')) return context.variables.options[name.slice(4)];
  if (name.startsWith('self:')) {
    const { root } = context;
    const found = root.document.getIn(name.slice(5).split('.'), true) as Node | undefined;
    return found === undefined ? undefined : valueAt(found, root, context);
  }
  const path = /^file\(([^)]+\.(?:ya?ml|json))\)$/.exec(name)?.[1];
  if (path !== undefined) {
    const included = open(join(dirname(context.root.path), path));
    return valueAt(included.document.contents as Node, included, context);
  }
  return stop(file, node, `\${${name}} is not understood; the local runtime knows self:, sls:stage, opt: and file()`);
};
