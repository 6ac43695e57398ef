/** A YAML or JSON file with the framework's variables and CloudFormation's functions. Whatever else it says stops at its line. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type ScalarTag } from 'yaml';
import type { TemplateValue } from './template-value.ts';

type Section = Readonly<Record<string, TemplateValue>>;

export interface Variables {
  readonly stage: string;
  readonly options: Readonly<Record<string, string>>;
}

/** CloudFormation's functions that are understood, by their short and their long form. */
const functions: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!GetAtt': 'Fn::GetAtt',
  '!Sub': 'Fn::Sub',
  '!Join': 'Fn::Join',
};
const customTags = Object.keys(functions).flatMap((tag) => [
  { tag, resolve: (text: string) => text } satisfies ScalarTag,
  { tag, collection: 'seq' as const },
]);

/** Where each mapping was read, as file and line: for refusals by those who understand what it says. */
const places = new WeakMap<object, string>();
export const placeOf = (value: unknown): string =>
  (typeof value === 'object' && value !== null && places.get(value)) || 'serverless.yml';

/** Reads the file, with every variable replaced. Errors name file and line. */
export const readYamlFile = (path: string, variables: Variables): TemplateValue => {
  const root = open(path);
  const context: Context = { root, variables, within: [] };
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
  /** The variables that are being replaced, outermost first. */
  readonly within: readonly string[];
}

/** By path: parsing takes most of a deployment, and a process that deploys often meets the same texts. */
const parsed = new Map<string, { readonly text: string; readonly file: OpenFile }>();

const open = (path: string): OpenFile => {
  const text = readFileSync(path, 'utf8');
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = parse(path, text);
  parsed.set(path, { text, file });
  return file;
};

const parse = (path: string, text: string): OpenFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, customTags, merge: false });
  // What is only warned of, tags that are not known, is refused where it stands.
  const [error] = document.errors;
  if (error !== undefined) throw refusal(`${path}:${error.linePos?.[0].line}`, error.message);
  return { path, lines, document };
};

const placeIn = (file: OpenFile, node: Node): string => `${file.path}:${file.lines.linePos(node.range?.[0] ?? 0).line}`;

const stop = (file: OpenFile, node: Node, what: string): never => {
  throw refusal(placeIn(file, node), what);
};

/** Why what serverless.yml says cannot be run here, and where it says so. */
export const refusal = (place: string, what: string, cause?: unknown): Error =>
  Object.assign(new Error(`${place}: ${what}`, { cause }), { name: 'Refusal' });

const understood = `the local runtime knows ${Object.keys(functions).join(', ')}`;

const valueAt = (node: Node | null | undefined, file: OpenFile, context: Context): TemplateValue => {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return valueAt(node.resolve(file.document) as Node, file, context);
  if (node.tag?.startsWith('!') && functions[node.tag] === undefined)
    return stop(file, node, `${node.tag} is not understood; ${understood}`);
  if (isMap(node)) {
    const entries = node.items.map((pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : stop(file, node, 'a key must be plain text');
      if (/^(Fn::|Condition$)/.test(key) && !Object.values(functions).includes(key) && node.items.length === 1)
        stop(file, pair.key as Node, `${key} is not understood; ${understood}`);
      return [key, valueAt(pair.value as Node, file, context)] as const;
    });
    const value = Object.fromEntries(entries);
    places.set(value, placeIn(file, node));
    return value;
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => valueAt(item as Node, file, context));
    const name = functions[node.tag ?? ''];
    return name === undefined ? items : { [name]: items };
  }
  if (!isScalar(node)) return stop(file, node, 'this form is not understood');
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
  if (context.within.includes(expression)) stop(file, node, `\${${expression}} leads back to itself`);
  const inner = { ...context, within: [...context.within, expression] };
  for (const alternative of expression.split(/,\s*(?![^(]*\))/)) {
    const value = one(alternative.trim(), node, file, inner);
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
    return within(root.document.contents as Node, name.slice(5).split('.'), root, context);
  }
  const path = /^file\(([^)]+\.(?:ya?ml|json))\)$/.exec(name)?.[1];
  if (path !== undefined) {
    const included = openIncluded(join(dirname(context.root.path), path), node, file);
    return valueAt(included.document.contents as Node, included, context);
  }
  return stop(file, node, `\${${name}} is not understood; the local runtime knows self:, sls:stage, opt: and file()`);
};

const openIncluded = (path: string, node: Node, file: OpenFile): OpenFile => {
  if (!existsSync(path)) stop(file, node, `there is no file ${path}`);
  return open(path);
};

/** What is at a path; a variable on the way is replaced, so that the path can lead into an included file. */
const within = (
  node: Node | undefined,
  path: readonly string[],
  file: OpenFile,
  context: Context,
): TemplateValue | undefined => {
  const [name, ...rest] = path;
  if (node === undefined || name === undefined) return node && valueAt(node, file, context);
  if (isMap(node) || isSeq(node)) return within(node.get(name, true) as Node | undefined, rest, file, context);
  const value = valueAt(node, file, context);
  return path.reduce<TemplateValue | undefined>(
    (current, key) => (typeof current === 'object' && current !== null ? (current as Section)[key] : undefined),
    value,
  );
};
