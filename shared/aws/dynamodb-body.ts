/**
 * Bodies as DynamoDB keeps them: JSON that people can read in its console, and packed when that is long. An item holds 400 KB,
 * and what is remembered of a thousand hosts in trouble is more; packed, that of five thousand is less than half of it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-use-s3-too.html
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Two schemas, so that a version of us that reads only the first sees that a packed item is none of its own. */
const schemas = { text: 1, packed: 2 } as const;

const longestText = 64 * 1024;
/** Far beyond what fits into an item; whoever writes into our table cannot fill our memory. */
const longestUnpacked = 32 * 1024 * 1024;

/** The attributes `schema` and `body`. */
export const bodyAttributes = (body: unknown): Record<string, AttributeValue> => {
  const text = JSON.stringify(body);
  return text.length <= longestText
    ? { schema: { N: String(schemas.text) }, body: { S: text } }
    : { schema: { N: String(schemas.packed) }, body: { B: packed(text) } };
};

/** Ids and times come again in each part of a body, so a window over all of it counts more than effort. */
const packed = (text: string): Uint8Array =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 22 } });

export type StoredBody =
  | { readonly status: 'read'; readonly body: object }
  /** `newer`: a later version of us has written it. */
  | { readonly status: 'unreadable'; readonly why: string; readonly newer: boolean };

/** What `bodyAttributes` gave. */
export const bodyIn = ({ schema, body }: Record<string, AttributeValue>): StoredBody => {
  const read = body?.B === undefined ? schemas.text : schemas.packed;
  const written = Number(schema?.N);
  if (written !== read) {
    const why = `has schema ${schema?.N ?? 'none'}; this version reads ${read}`;
    return { status: 'unreadable', why, newer: written > read };
  }
  try {
    const text = body?.B === undefined ? (body?.S ?? '') : unpacked(body.B);
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { status: 'read', body: value };
  } catch {
    // Neither JSON nor packed by us.
  }
  return { status: 'unreadable', why: 'does not hold the JSON object that it should', newer: false };
};

const unpacked = (bytes: Uint8Array): string =>
  brotliDecompressSync(bytes, { maxOutputLength: longestUnpacked }).toString();
