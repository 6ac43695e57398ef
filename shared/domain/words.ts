/** Numbers as people say them. */

/** `40 s`, `12 min`, `3 h 5 min`, `2 d`. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} d`;
  return `${hours} h ${minutes % 60} min`;
};

/** `Sun 4 Jan 05:00 UTC`. */
export const moment = (at: number): string => {
  const [day = '', date = '', month, , time = ''] = new Date(at).toUTCString().split(' ');
  return `${day.slice(0, 3)} ${Number(date)} ${month} ${time.slice(0, 5)} UTC`;
};

export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
