/** Tokens of pages: opaque to callers, they say where the next page starts. */

/** The key of the last item that was given out, or how many were. */
type Position = string | number;

export const pageToken = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Undefined: it is none of our tokens. */
export const positionIn = (token: string): Position | undefined => {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return typeof position === 'string' || typeof position === 'number' ? position : undefined;
  } catch {
    return undefined;
  }
};

/** Where a page of a list that is counted starts; undefined where the token is no such number. */
export const countIn = (token: string | undefined): number | undefined => {
  const count = token === undefined ? 0 : positionIn(token);
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
};
