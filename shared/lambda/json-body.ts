import { AppError } from '../domain/errors.ts';
import type { HttpEvent } from './call.ts';

const largestBytes = 65_536;
const deepest = 32;

/**
 * The body as JSON; undefined when there is none. Size and nesting are bounded before anything looks at it, and keys and
 * strings that would mean something else further on (`__proto__`, half a surrogate pair) are refused.
 */
export const jsonBody = (event: HttpEvent): unknown => {
  const { body } = event;
  if (body === undefined || body === '') return undefined;
  const bytes = event.isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body);
  if (bytes.length > largestBytes) {
    throw new AppError('PayloadTooLarge', `The body has ${bytes.length} bytes; at most ${largestBytes} are taken.`);
  }
  refuseOtherMediaTypes(event);
  const value = parse(event.isBase64Encoded ? textOf(bytes) : body);
  refuseOddities(value);
  return value;
};

/** `application/json` and its merge patch; a request that names none is taken at its word. */
const refuseOtherMediaTypes = ({ headers, requestContext }: HttpEvent): void => {
  const type = headers['content-type'];
  if (type === undefined) return;
  const accepted = ['application/json', ...(requestContext.http.method === 'PATCH' ? [mergePatch] : [])];
  if (accepted.includes(type.split(';')[0]!.trim().toLowerCase())) return;
  throw new AppError('UnsupportedMediaType', `The body must be ${accepted.join(' or ')}.`, {
    hint: "With curl, add -H 'content-type: application/json'.",
  });
};

/** RFC 7396. */
const mergePatch = 'application/merge-patch+json';

const malformed = (detail: string): AppError => new AppError('MalformedJson', `The body ${detail}.`);

const textOf = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('is not UTF-8');
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`is not JSON: ${error instanceof Error ? withoutQuote(error.message) : 'it cannot be read'}`);
  }
};

/** V8 quotes a piece of the text, which may be a secret; where it went wrong is enough. */
const withoutQuote = (message: string): string => {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? 'it ends too early or is damaged' : `it cannot be read at character ${position}`;
};

const refuseOddities = (root: unknown): void => {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && !value.isWellFormed()) throw malformed('has text that is not Unicode');
    if (typeof value !== 'object' || value === null) continue;
    if (depth > deepest) throw malformed(`is nested deeper than ${deepest}`);
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__' || !key.isWellFormed()) throw malformed('has a key that is not taken');
      left.push({ value: inner, depth: depth + 1 });
    }
  }
};
