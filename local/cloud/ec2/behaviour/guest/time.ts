/** Commands about time: it is the clock's, and it passes only by `sleep`. */
import { failing, type GuestCommand } from './guest.ts';

/** Longer than any machine lives. */
const foreverMs = 100 * 365 * 86_400_000;

/** Durations as coreutils take them: 5, 0.5, 2m, 1h, 1d, infinity. */
const milliseconds = (text: string): number | undefined => {
  if (/^inf(inity)?$/i.test(text)) return foreverMs;
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  const unit = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 }[match?.[2] ?? ''] ?? 1;
  return match === null ? undefined : Number(match[1]) * unit * 1_000;
};

export const sleep: GuestCommand = async (guest, { args, signal }) => {
  const parts = args.map(milliseconds);
  const wrong = args[parts.indexOf(undefined)];
  if (wrong !== undefined) return failing(`sleep: invalid time interval '${wrong}'`);
  if (args.length === 0) return failing('sleep: missing operand');
  const ms = parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  await guest.sleep(ms, signal);
  return {};
};

/** `timeout [-k DURATION] [-s SIGNAL] DURATION COMMAND…`: 124 when the command did not end in time. */
export const timeout: GuestCommand = async (guest, { args, run, signal }) => {
  let at = 0;
  while (args[at]?.startsWith('-')) at += /^-[ks]$/.test(args[at] ?? '') ? 2 : 1;
  const ms = milliseconds(args[at] ?? '');
  const command = args.slice(at + 1);
  if (ms === undefined || command.length === 0) return failing('timeout: missing or invalid operand', 125);
  const limit = new AbortController();
  const giveUp = () => limit.abort();
  signal?.addEventListener('abort', giveUp, { once: true });
  let late = false;
  const timer = guest.after(ms, `a timeout on ${guest.instance.id}`, () => {
    late = true;
    limit.abort();
  });
  try {
    const outcome = await run(command, limit.signal);
    return late ? { ...outcome, exitCode: 124 } : outcome;
  } finally {
    timer.cancel();
    signal?.removeEventListener('abort', giveUp);
  }
};
