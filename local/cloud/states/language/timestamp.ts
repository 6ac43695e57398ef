const offsetDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** An ISO-8601 extended offset date-time, in milliseconds since the epoch; NaN when it is none. */
export const readTimestamp = (text: string): number => (offsetDateTime.test(text) ? Date.parse(text) : Number.NaN);
