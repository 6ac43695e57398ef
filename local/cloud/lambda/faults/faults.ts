/** What can go wrong with functions. */
import { clockSkew } from './clock-skew.ts';
import { credentialsExpired } from './credentials-expired.ts';
import { functionCrash } from './function-crash.ts';
import { functionSlow } from './function-slow.ts';
import { functionThrottled } from './function-throttled.ts';
import { functionTimeout } from './function-timeout.ts';
import { functionsOverlap } from './functions-overlap.ts';

export const lambdaFaults = {
  'function-crash': functionCrash,
  'function-timeout': functionTimeout,
  'function-slow': functionSlow,
  'function-throttled': functionThrottled,
  'functions-overlap': functionsOverlap,
  'clock-skew': clockSkew,
  'credentials-expired': credentialsExpired,
} as const;
