/**
 * When our own voluntary disruptions may begin: windows of the week in UTC, in the words of RDS, `sun:05:00-sun:07:30`.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
 */

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minuteMs = 60_000;
const weekMinutes = 7 * 24 * 60;
/** As with RDS: in less nothing gets done. */
const shortestMinutes = 30;

/** Minutes since Sunday, 00:00 UTC; `minutes` long, over the end of the week if need be. */
interface Window {
  readonly from: number;
  readonly minutes: number;
}

const form = /^(sun|mon|tue|wed|thu|fri|sat):([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** A window, or what is wrong with the text. */
export const parseWindow = (text: string): Window | string => {
  const ends = text.split('-').map(minuteOfWeek);
  const [from, to] = ends;
  if (ends.length !== 2 || from === undefined || to === undefined)
    return 'must be a part of the week in UTC, such as sun:05:00-sun:07:30';
  const minutes = (to - from + weekMinutes) % weekMinutes;
  return minutes < shortestMinutes
    ? `must be at least ${shortestMinutes} minutes long, and less than a week`
    : { from, minutes };
};

const minuteOfWeek = (text: string): number | undefined => {
  const [, day = '', hour, minute] = form.exec(text) ?? [];
  return day === '' ? undefined : days.indexOf(day) * 24 * 60 + Number(hour) * 60 + Number(minute);
};

/** Without any window it is always open. What cannot be read opens nothing. */
export const isOpen = (windows: readonly string[], now: number): boolean =>
  windows.length === 0 || parsed(windows).some(({ from, minutes }) => elapsed(from, now) < minutes * minuteMs);

/** When the next window begins, after now. Undefined: there is none. */
export const nextOpening = (windows: readonly string[], now: number): number | undefined => {
  const starts = parsed(windows).map(({ from }) => now + weekMinutes * minuteMs - elapsed(from, now));
  return starts.length === 0 ? undefined : Math.min(...starts);
};

const parsed = (windows: readonly string[]): readonly Window[] =>
  windows.map(parseWindow).filter((window) => typeof window !== 'string');

/** Milliseconds since this minute of the week was last reached. The epoch began on a Thursday. */
const elapsed = (from: number, now: number): number => {
  const sinceSunday = (now + 4 * 24 * 60 * minuteMs) % (weekMinutes * minuteMs);
  return (sinceSunday - from * minuteMs + weekMinutes * minuteMs) % (weekMinutes * minuteMs);
};
