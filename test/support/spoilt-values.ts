/** Ways into a document of JSON, and the document with what stands there replaced: for input that is wrong in one place. */

/** Of every part of it, itself included. */
export const paths = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))]
    : [path];

export const replaced = (value: unknown, path: readonly string[], by: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const inner = replaced(Object(value)[key], rest, by);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...Object(value), [key]: inner };
};
