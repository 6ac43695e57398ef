/**
 * What was just asked of AWS, and may not be shown yet: its answers lag behind by seconds. It is not asked for again until then.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
import type { Action } from './action.ts';
import type { History } from './history.ts';
import { own } from './own.ts';
import { shortHash } from './tokens.ts';

/** From then on AWS has shown it, or somebody has undone it, or it was lost: it is asked for again. */
const shownWithinMs = 30_000;

type Asked = History['asked'];

/** What is asked about the same thing replaces what was asked before. Undefined: other memories keep it from being done twice. */
const keyOf = ({ type, subject }: Action): string | undefined => {
  switch (type) {
    case 'create-service':
    case 'update-service':
    case 'delete-service':
      return `service ${subject}`;
    case 'set-status':
    case 'deregister':
      return `registration ${subject}`;
    case 'create-cluster':
    case 'delete-cluster':
      return 'cluster';
    case 'stop-task':
      return `task ${subject}`;
    default:
      return undefined;
  }
};

/** Without why it is done: the same thing may be asked for, for another reason. */
const whatOf = ({ reason: _, rule: _r, cause: _c, operation: _o, seen: _s, weighed: _w, ...what }: Action): string =>
  shortHash(what);

const isRecent = (at: number, now: number): boolean => Math.abs(now - at) < shownWithinMs;

export const isAsked = (action: Action, asked: Asked, now: number): boolean => {
  const key = keyOf(action);
  const last = key === undefined ? undefined : own(asked, key);
  return last !== undefined && isRecent(last.at, now) && last.what === whatOf(action);
};

/** With what has been done now. */
export const withAsked = (asked: Asked, done: readonly Action[], now: number): Asked => ({
  ...asked,
  ...Object.fromEntries(
    done.flatMap((action) => {
      const key = keyOf(action);
      return key === undefined ? [] : [[key, { at: now, what: whatOf(action) }]];
    }),
  ),
});

export const stillAsked = (asked: Asked, now: number): Asked =>
  Object.fromEntries(Object.entries(asked).filter(([, { at }]) => isRecent(at, now)));
