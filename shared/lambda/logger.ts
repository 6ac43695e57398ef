import { clock, settings, writeLine } from '../runtime.ts';
import { loggable } from './loggable.ts';

/** A log of one invocation: one JSON object per line, bounded, with control characters escaped. Never give it secrets. */
export interface Log {
  debug(message: string, more?: Details): void;
  info(message: string, more?: Details): void;
  warn(message: string, more?: Details): void;
  error(message: string, more?: Details): void;
}
/** An error is told with its stack. */
type Details = Error | { readonly [key: string]: unknown };

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
type Level = (typeof levels)[number];

/** From this level on; INFO when nothing, or nothing known, is asked for. */
const leastLevel = (): Level => levels.find((name) => name === settings().logLevel?.toUpperCase()) ?? 'INFO';

/** A log whose every line carries `keys`. Invocations share nothing that could mix up their keys. */
export const logWith = (keys: Readonly<Record<string, string>>): Log => {
  const least = levels.indexOf(leastLevel());
  const at =
    (level: Level) =>
    (message: string, more: Details = {}): void => {
      if (levels.indexOf(level) < least) return;
      const details = loggable(more instanceof Error ? { error: more } : more) as object;
      const timestamp = new Date(clock().now()).toISOString();
      // What is said about the line itself cannot be said otherwise by its details.
      writeLine(JSON.stringify({ ...details, ...keys, level, message: loggable(message), timestamp }));
    };
  return { debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
};
