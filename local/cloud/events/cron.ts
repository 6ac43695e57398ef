/** The six fields of a cron expression of EventBridge: minutes, hours, day of month, month, day of week, year. Pure. */

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const dayMs = 86_400_000;
/** A day that recurs at all recurs within this many: 29 February on a given day of the week. */
const farthestDays = 366 * 28;

/** The next time after `time`, or undefined for what is not valid. `L`, `W` and `#` are not understood. */
export const parseCron = (text: string): ((time: number) => number | undefined) | undefined => {
  const fields = text.trim().split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  const minutes = numbers(minute!, 0, 59);
  const hours = numbers(hour!, 0, 23);
  const days = numbers(dayOfMonth!, 1, 31);
  const monthNumbers = numbers(month!, 1, 12, months);
  const dayNumbers = numbers(dayOfWeek!, 1, 7, weekdays);
  const years = numbers(year!, 1970, 2199);
  if (!minutes || !hours || !days || !monthNumbers || !dayNumbers || !years) return undefined;
  const onDay = (date: Date): boolean =>
    days.has(date.getUTCDate()) &&
    monthNumbers.has(date.getUTCMonth() + 1) &&
    dayNumbers.has(date.getUTCDay() + 1) &&
    years.has(date.getUTCFullYear());
  return (time) => {
    const first = Math.floor(time / dayMs);
    for (let day = first; day <= first + farthestDays; day++) {
      if (!onDay(new Date(day * dayMs))) continue;
      for (const h of hours)
        for (const m of minutes) {
          const at = day * dayMs + h * 3_600_000 + m * 60_000;
          if (at > time) return at;
        }
    }
    return undefined;
  };
};

/** `*`, `?`, `5`, `1-5`, `MON-FRI`, `0/15`, and lists of them; in ascending order. */
const numbers = (field: string, from: number, to: number, names: readonly string[] = []): Set<number> | undefined => {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    const [first, last] = bounds(range, from, to, names, step !== undefined);
    const by = step === undefined ? 1 : Number(step);
    if (more.length > 0 || !(first >= from && last <= to && first <= last && by >= 1 && Number.isInteger(by)))
      return undefined;
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return new Set([...found].sort((a, b) => a - b));
};

const bounds = (
  range: string,
  from: number,
  to: number,
  names: readonly string[],
  stepped: boolean,
): readonly [number, number] => {
  if (range === '*' || range === '?') return [from, to];
  const number = (text: string): number => {
    const name = names.indexOf(text.toUpperCase());
    return name >= 0 ? name + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const [first = '', last] = range.split('-');
  if (last !== undefined) return [number(first), number(last)];
  return [number(first), stepped ? to : number(first)];
};
