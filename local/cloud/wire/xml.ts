/** Typed output as the XML of the query protocols. */
import { writeDate } from './json.ts';
import type { Member, Shape, Structure, Timestamp } from './shape.ts';

/** How dates with whole seconds look: EC2 writes `…:00.000Z` (…/AWSEC2/latest/APIReference/API_RunInstances.html), the others `…:00Z`. */
type Dialect = 'query' | 'ec2';

/** The members as elements, without a root. Undefined members are left out; an empty list is an empty element. */
export const writeMembers = (
  structure: Structure,
  value: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): string =>
  structure.members
    .map((member) => {
      const held = value[member.name];
      return held === undefined || held === null ? '' : writeMember(member, held, dialect);
    })
    .join('');

const writeMember = (member: Member, value: unknown, dialect: Dialect): string => {
  const name = member.traits.xmlName ?? member.name;
  const { shape } = member;
  if (shape.kind === 'list') {
    const items = value as readonly unknown[];
    if (member.traits.xmlFlattened)
      return items.map((item) => element(name, write(shape.item.shape, item, dialect))).join('');
    const itemName = shape.item.traits.xmlName ?? 'member';
    return element(name, items.map((item) => element(itemName, write(shape.item.shape, item, dialect))).join(''));
  }
  if (shape.kind === 'map' && member.traits.xmlFlattened) {
    return entries(shape, value, dialect)
      .map((entry) => element(name, entry))
      .join('');
  }
  return element(name, write(shape, value, dialect));
};

const write = (shape: Shape, value: unknown, dialect: Dialect): string => {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, value as Record<string, unknown>, dialect);
    case 'list':
      return (value as readonly unknown[])
        .map((item) => element(shape.item.traits.xmlName ?? 'member', write(shape.item.shape, item, dialect)))
        .join('');
    case 'map':
      return entries(shape, value, dialect)
        .map((entry) => element('entry', entry))
        .join('');
    case 'timestamp':
      return showDate(value as Date, formatOf(shape), dialect);
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escapeXml(String(value));
  }
};

const entries = (shape: Extract<Shape, { kind: 'map' }>, value: unknown, dialect: Dialect): string[] =>
  Object.entries(value as Record<string, unknown>).map(
    ([key, held]) =>
      element(shape.key.traits.xmlName ?? 'key', escapeXml(key)) +
      element(shape.value.traits.xmlName ?? 'value', write(shape.value.shape, held, dialect)),
  );

const showDate = (date: Date, format: Timestamp['format'], dialect: Dialect): string =>
  dialect === 'ec2' && format === 'date-time' ? date.toISOString() : String(writeDate(date, format));

/** In XML a timestamp is ISO 8601 unless its model says otherwise. */
const formatOf = ({ format }: Timestamp): Timestamp['format'] => (format === 'default' ? 'date-time' : format);

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/**
 * Characters that a parser would change travel as references; those that XML has no words for, not even as references, as
 * U+FFFD (https://www.w3.org/TR/xml/#charsets).
 */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not stand in XML.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"\r\u0085\u2028]/g, (char) => named[char] ?? `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`);

const named: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
