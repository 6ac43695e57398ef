/**
 * The form of a query request as typed input: `Filter.1.Name=…&Filter.1.Value.1=…`. The mirror image of the SDK's
 * QueryShapeSerializer; the naming rules are those of https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html.
 */
import { AwsError } from '../kernel/aws-error.ts';
import { put } from './convert.ts';
import { dateOfSeconds, readBase64 } from './json.ts';
import { MAX_DEPTH, tooDeep } from './mismatch.ts';
import type { Dictionary, List, Member, Shape, Structure } from './shape.ts';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

export const formTree = (form: URLSearchParams): Node => {
  const root: Node = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    const parts = name.split('.', MAX_DEPTH + 1);
    if (parts.length > MAX_DEPTH) throw tooDeep();
    for (const part of parts) {
      const child: Node = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
};

type Dialect = 'query' | 'ec2';

/** What a query request carries beside the parameters of its operation; signatures travel so in old clients and presigned addresses. */
const envelope =
  /^(Action|Version|AWSAccessKeyId|AUTHPARAMS|Signature\w*|Timestamp|Expires|SecurityToken|X-Amz-[\w-]+)$/;

/**
 * EC2 refuses parameters that the operation does not have
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, UnknownParameter).
 */
export const refuseUnknown = (structure: Structure, root: Node): void => {
  const known = new Set(structure.members.map((member) => keyOf(member, 'ec2')));
  for (const name of root.children.keys())
    if (!known.has(name) && !envelope.test(name))
      throw new AwsError('UnknownParameter', `The parameter ${name} is not recognized`);
};

export const readForm = (structure: Structure, node: Node, dialect: Dialect): Record<string, unknown> => {
  const target: Record<string, unknown> = {};
  for (const member of structure.members) {
    const child = node.children.get(keyOf(member, dialect));
    if (child === undefined) continue;
    const value = readNode(member, member.shape, child, dialect);
    if (value !== undefined) target[member.name] = value;
  }
  return target;
};

const keyOf = ({ name, traits }: Member, dialect: Dialect): string => {
  if (dialect === 'query') return traits.xmlName ?? name;
  if (traits.ec2QueryName !== undefined) return traits.ec2QueryName;
  const key = traits.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
};

const readNode = (member: Member, shape: Shape, node: Node, dialect: Dialect): unknown => {
  switch (shape.kind) {
    case 'structure':
      return readForm(shape, node, dialect);
    case 'list':
      return readList(shape, node, dialect === 'ec2' || member.traits.xmlFlattened === 1, dialect);
    case 'map':
      return readMap(shape, node, dialect === 'ec2' || member.traits.xmlFlattened === 1, dialect);
    default:
      return node.value === undefined ? undefined : readLeaf(member, shape, node.value, dialect);
  }
};

/** In awsQuery `Names=` is how an empty list travels. */
const readList = (list: List, node: Node, flattened: boolean, dialect: Dialect): unknown[] => {
  const items = flattened
    ? node
    : (node.children.get(list.item.traits.xmlName ?? 'member') ?? node.children.get('member'));
  return numbered(items).map((item) => readNode(list.item, list.item.shape, item, dialect));
};

const readMap = (map: Dictionary, node: Node, flattened: boolean, dialect: Dialect): Record<string, unknown> => {
  const target: Record<string, unknown> = {};
  for (const entry of numbered(flattened ? node : node.children.get('entry'))) {
    const key = entry.children.get(map.key.traits.xmlName ?? 'key')?.value;
    const value = entry.children.get(map.value.traits.xmlName ?? 'value');
    if (key !== undefined && value !== undefined)
      put(target, key, readNode(map.value, map.value.shape, value, dialect));
  }
  return target;
};

const numbered = (node: Node | undefined): Node[] =>
  [...(node?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

const readLeaf = (member: Member, shape: Shape, text: string, dialect: Dialect): unknown => {
  const value = parseLeaf(shape, text);
  if (value !== undefined) return value;
  throw dialect === 'ec2'
    ? new AwsError('InvalidParameterValue', `Value (${text}) for parameter ${member.name} is invalid.`)
    : new AwsError('MalformedInput', `${member.name} has a value that is not of its type.`);
};

/** Undefined: the text is not a value of that kind. */
export const parseLeaf = (shape: Shape, text: string): unknown => {
  switch (shape.kind) {
    case 'boolean':
      return { true: true, false: false }[text.toLowerCase()];
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'timestamp': {
      const date = /^\d+(\.\d+)?$/.test(text) ? dateOfSeconds(Number(text)) : new Date(text);
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    case 'blob':
      return readBase64(text);
    default:
      return text;
  }
};
