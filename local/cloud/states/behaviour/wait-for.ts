import type { Wait } from '../language/definition.ts';
import type { Json } from '../language/json.ts';
import { readTimestamp } from '../language/timestamp.ts';
import { pause } from './strand.ts';
import { badField, type Leaving, leave, lookFor, type Visit } from './visit.ts';

const longestSeconds = 99_999_999;

/** Waits for so many seconds, or until a time; a time that is past is not waited for. */
export const waitFor = async (visit: Visit<Wait>): Promise<Leaving> => {
  const ms = visit.state.Timestamp === undefined ? await duration(visit) : await until(visit, visit.state.Timestamp);
  await pause(visit.strand, ms, `${visit.name} is over`);
  return leave(visit, visit.state, {}, visit.input, visit.state.Next);
};

const duration = async (visit: Visit<Wait>): Promise<number> => {
  const seconds = await lookFor(visit, 'number', 'Seconds', visit.state.Seconds ?? 0);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestSeconds)
    throw badField(
      visit,
      'Seconds',
      `The Seconds field must be an integer from 0 to ${longestSeconds}, but was ${seconds}.`,
    );
  return seconds * 1000;
};

const until = async (visit: Visit<Wait>, timestamp: Json): Promise<number> => {
  const text = await lookFor(visit, 'string', 'Timestamp', timestamp);
  const time = readTimestamp(text);
  if (Number.isNaN(time))
    throw badField(
      visit,
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    );
  return Math.max(0, time - visit.enteredAt);
};
