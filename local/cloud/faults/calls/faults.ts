/** What can go wrong with calls, whatever they are for. */
import { callDelay } from './call-delay.ts';
import { callError } from './call-error.ts';
import { callReplyLost, callRequestLost } from './call-lost.ts';
import { callThrottled } from './call-throttled.ts';

export const callFaults = {
  'call-error': callError,
  'call-throttled': callThrottled,
  'call-delay': callDelay,
  'call-request-lost': callRequestLost,
  'call-reply-lost': callReplyLost,
} as const;
