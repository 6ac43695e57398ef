import type { Examined } from '../domain/schemas/check.ts';
import type { HttpEvent } from './call.ts';

const bad = (header: string, detail: string): Examined<never> => ({ errors: [{ pointer: '', header, detail }] });
const good = <Value>(value: Value): Examined<Value> => ({ value, errors: [] });

/** If-Match with a generation (the ETag of an answer) or `*`; If-None-Match only with `*`, which means "create it". */
export const expectedGeneration = ({ headers }: HttpEvent, taken: boolean): Examined<number | 'any' | undefined> => {
  const match = headers['if-match']?.trim();
  const noneMatch = headers['if-none-match']?.trim();
  if (match !== undefined && !taken) return bad('If-Match', 'is not taken by this route');
  if (noneMatch !== undefined && !taken) return bad('If-None-Match', 'is not taken by this route');
  if (match !== undefined && noneMatch !== undefined) return bad('If-Match', 'cannot be combined with If-None-Match');
  if (noneMatch !== undefined) return noneMatch === '*' ? good(0) : bad('If-None-Match', 'takes only *');
  if (match === undefined || match === '*') return good(match === '*' ? 'any' : undefined);
  const generation = /^"?([1-9][0-9]{0,14})"?$/.exec(match)?.[1];
  return generation === undefined
    ? bad('If-Match', 'must be the ETag of an answer, such as "7"')
    : good(Number(generation));
};

/**
 * Idempotency-Key, bare or as the quoted string of the IETF draft
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/); both spellings are the same key.
 */
export const idempotencyKey = ({ headers }: HttpEvent): Examined<string | undefined> => {
  const header = headers['idempotency-key']?.trim();
  if (header === undefined) return good(undefined);
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1];
  const key = quoted === undefined ? header : quoted.replaceAll(/\\(["\\])/g, '$1');
  return /^[\x20-\x7e]{1,255}$/.test(key)
    ? good(key)
    : bad('Idempotency-Key', 'must be 1 to 255 printable ASCII characters');
};

/** Account and role of the one who signed; the session's name is not part of it, because it changes with every login. */
export const callerOf = ({ requestContext }: HttpEvent): string => {
  const arn = requestContext.authorizer?.iam?.userArn ?? '';
  const [, account, name] = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(?:assumed-role\/([^/]+)\/.*|.+)$/.exec(arn) ?? [];
  if (account === undefined) return '000000000000/local';
  return `${account}/${name ?? arn.slice(arn.lastIndexOf(':') + 1)}`;
};
