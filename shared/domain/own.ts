/**
 * What a record has under a name that people chose. A plain look-up would find what every object inherits: a service may be
 * named `constructor`.
 */
export const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
