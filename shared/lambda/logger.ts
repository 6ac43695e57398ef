import { Logger } from '@aws-lambda-powertools/logger';
import { once } from '../runtime.ts';

/** A log of one invocation: one JSON object per line, so control characters arrive escaped. Never give it secrets. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT', 'CRITICAL'] as const;

/**
 * The level comes from POWERTOOLS_LOG_LEVEL of the function's own surroundings, not of the process: one process can host
 * many functions.
 */
const root = (): Logger =>
  once('logger', ({ env }) => {
    const level = levels.find((name) => name === env['POWERTOOLS_LOG_LEVEL']?.toUpperCase());
    return new Logger({ serviceName: 'quaymaster', ...(level === undefined ? {} : { logLevel: level }) });
  });

/** A log whose every line carries `keys`. Invocations share nothing, so concurrent ones cannot mix up their keys. */
export const logWith = (keys: Readonly<Record<string, string>>): Log =>
  root().createChild({ persistentKeys: { ...keys } });
