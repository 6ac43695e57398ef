/** When an event says that it happened. An event may be forged, so a time that cannot be is none. */
const dayMs = 24 * 3_600_000;

/** Undefined when it says nothing, or a time that is not of the last day. A clock that is ahead of ours counts as now. */
export const eventTime = (raw: unknown, now: number): number | undefined => {
  const time = typeof raw === 'object' && raw !== null && 'time' in raw ? raw.time : undefined;
  if (typeof time !== 'string' || time.length > 40) return undefined;
  const at = Date.parse(time);
  return Number.isNaN(at) || Math.abs(now - at) > dayMs ? undefined : Math.min(at, now);
};
