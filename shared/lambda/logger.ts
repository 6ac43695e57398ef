import { Logger } from '@aws-lambda-powertools/logger';
import { settings } from '../runtime.ts';

/** A log of one invocation: one JSON object per line, so control characters arrive escaped. Never give it secrets. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

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

/** A log whose every line carries `keys`. Invocations share nothing, so concurrent ones cannot mix up their keys. */
export const logWith = (keys: Readonly<Record<string, string>>): Log =>
  root().createChild({ persistentKeys: { ...keys } });
