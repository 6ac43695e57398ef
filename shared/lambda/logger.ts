import { Logger } from '@aws-lambda-powertools/logger';
import { settings } from '../runtime.ts';
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

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT', 'CRITICAL'] as const;
type Level = (typeof levels)[number];

const roots = new Map<Level, Logger>();

/** One per level: the level is the function's own, not the process's, because one process can host many functions. */
const root = (): Logger => {
  const level = levels.find((name) => name === settings().logLevel?.toUpperCase()) ?? 'INFO';
  const logger = roots.get(level) ?? new Logger({ serviceName: 'quaymaster', logLevel: level });
  roots.set(level, logger);
  return logger;
};

/**
 * A log whose every line carries `keys`. Invocations share nothing that could mix up their keys; a child logger for each would
 * do it too, but to make one takes longer than most of what functions have to do.
 */
export const logWith = (keys: Readonly<Record<string, string>>): Log => {
  const logger = root();
  const line = (message: string, more: Details = {}) => ({
    message,
    ...keys,
    ...(loggable(more instanceof Error ? { error: more } : more) as object),
  });
  return {
    debug: (message, more) => logger.debug(line(message, more)),
    info: (message, more) => logger.info(line(message, more)),
    warn: (message, more) => logger.warn(line(message, more)),
    error: (message, more) => logger.error(line(message, more)),
  };
};
