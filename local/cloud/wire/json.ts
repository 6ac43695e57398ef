/** Typed values as JSON and back: bytes are base64, timestamps seconds since the epoch unless the model says otherwise. */
import { AwsError } from '../kernel/aws-error.ts';
import { convert, type Leaves } from './convert.ts';
import type { Shape, Timestamp } from './shape.ts';

/** Rounded: 1.001 s are 1,000.999… ms in floating point. */
export const dateOfSeconds = (seconds: number): Date => new Date(Math.round(seconds * 1_000));

const readDate = (value: unknown): Date | undefined => {
  const date =
    typeof value === 'number' ? dateOfSeconds(value) : typeof value === 'string' ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
};

export const writeDate = (date: Date, format: Timestamp['format']): string | number => {
  if (format === 'date-time') return date.toISOString().replace('.000Z', 'Z');
  if (format === 'http-date') return date.toUTCString();
  return date.getTime() / 1_000;
};

/** Undefined: not base64. */
export const readBase64 = (text: string): Uint8Array | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;

const jsonIn: Leaves = {
  timestamp: readDate,
  blob: (value) => (typeof value === 'string' ? readBase64(value) : undefined),
};

const jsonOut: Leaves = {
  timestamp: (value, format) => (value instanceof Date ? writeDate(value, format) : undefined),
  blob: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : undefined),
};

export const fromJson = (shape: Shape, value: unknown): Record<string, unknown> =>
  convert(shape, value, jsonIn) as Record<string, unknown>;

export const toJson = (shape: Shape, value: unknown): Record<string, unknown> =>
  convert(shape, value, jsonOut) as Record<string, unknown>;

/** An empty body is an empty object. */
export const parseJson = (body: Uint8Array): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
};
