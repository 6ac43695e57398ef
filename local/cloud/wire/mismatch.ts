/** Values that do not have their shape's type, refused as AWS's JSON services do before any operation sees them. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Shape } from './shape.ts';

/** Deeper input is refused; DynamoDB allows 32 levels of attributes, each of which is two levels on the wire. */
export const MAX_DEPTH = 100;

export const tooDeep = (): AwsError => new AwsError('SerializationException', 'The request is nested too deeply.');

const tokens: Readonly<Record<string, string>> = {
  string: 'STRING_VALUE',
  number: 'NUMBER_VALUE',
  bigint: 'NUMBER_VALUE',
};

const names: Readonly<Record<Shape['kind'], string>> = {
  string: 'String',
  boolean: 'Boolean',
  number: 'Number',
  bigint: 'BigInteger',
  decimal: 'BigDecimal',
  blob: 'ByteBuffer',
  timestamp: 'Date',
  document: 'Document',
  structure: 'structure',
  list: 'list',
  map: 'map',
};

/** The texts are those of the JSON parser that ECS, SSM and DynamoDB share. */
export const mismatch = (shape: Shape, value: unknown): AwsError => {
  if (shape.kind === 'list') return refusal('Expected list or null');
  if (Array.isArray(value)) return refusal('Start of list found where not expected');
  if (shape.kind === 'structure' || shape.kind === 'map') return refusal('Expected null');
  if (typeof value === 'object') return refusal('Start of structure or map found where not expected.');
  const token = typeof value === 'boolean' ? `${String(value).toUpperCase()}_VALUE` : (tokens[typeof value] ?? 'VALUE');
  return refusal(`${token} can not be converted to ${shape.kind === 'number' ? 'a Number' : `a ${names[shape.kind]}`}`);
};

const refusal = (message: string): AwsError => new AwsError('SerializationException', message);
