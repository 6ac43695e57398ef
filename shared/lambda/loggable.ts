/**
 * What may go into a log: bounded, however large and deep what was received is, and without anything that a terminal or a
 * reader of lines would act on. JSON escapes the control characters below U+0020; the others are escaped here.
 * https://owasp.org/www-community/attacks/Log_Injection
 */
const mostCharacters = 2_000;
const mostEntries = 50;
const mostLevels = 6;

/** As JSON will have it, but bounded: never throws, not even for what contains itself. */
export const loggable = (value: unknown, level = 0): unknown => {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return text(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return told(value, level);
  if (level >= mostLevels) return Array.isArray(value) ? `[${value.length} more]` : '{more}';
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostEntries).map((one) => loggable(one, level + 1));
    return value.length > mostEntries ? [...shown, `… ${value.length - mostEntries} more`] : shown;
  }
  const entries = Object.entries(value);
  const shown = entries.slice(0, mostEntries).map(([key, one]) => [text(key), loggable(one, level + 1)] as const);
  // Object.fromEntries defines: a key `__proto__` is a key like any other.
  return Object.fromEntries(
    entries.length > mostEntries ? [...shown, ['…', `${entries.length - mostEntries} more`]] : shown,
  );
};

/** C1 controls, DEL, the separators that some readers take for ends of lines, marks of direction, and halves of characters. */
const acted = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

const text = (value: string): string => {
  const cut = value.slice(0, mostCharacters);
  const safe = cut.replace(acted, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return value.length > mostCharacters ? `${safe}… (${value.length} characters)` : safe;
};

/** Nothing but these: an error of an SDK carries its whole answer, and may carry a request. */
const told = ({ name, message, stack, cause }: Error, level: number): object => ({
  name: text(String(name)),
  message: text(String(message)),
  ...(typeof stack === 'string' && { stack: text(stack) }),
  ...(cause !== undefined && level < mostLevels && { cause: loggable(cause, level + 1) }),
});
