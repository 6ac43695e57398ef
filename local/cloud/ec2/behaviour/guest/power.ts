/** Commands that take the machine down. What happens then is the instance's shutdown behaviour. */
import { failing, type Guest, type GuestCommand, type Machine, type Outcome } from './guest.ts';

const now = (guest: Guest, how: keyof Machine): Outcome => {
  guest.goDown(how);
  return {};
};

export const poweroff: GuestCommand = (guest) => now(guest, 'powerOff');
export const reboot: GuestCommand = (guest) => now(guest, 'reboot');

/** `shutdown [-h|-P|-r] [now|+MINUTES]`; without a time, in one minute. */
export const shutdown: GuestCommand = (guest, { args }) => {
  const when = args.find((arg) => !arg.startsWith('-')) ?? '+1';
  const how = args.includes('-r') || args.includes('--reboot') ? 'reboot' : 'powerOff';
  if (args.includes('-c')) return failing('shutdown: a scheduled shutdown cannot be called off here');
  if (when === 'now' || when === '+0') return now(guest, how);
  const minutes = /^\+?(\d+)$/.exec(when)?.[1];
  if (minutes === undefined) return failing(`Failed to parse time specification: ${when}`);
  const { count } = guest.instance.boot;
  guest.after(Number(minutes) * 60_000, `${guest.instance.id} was told to shut down`, () => {
    if (guest.instance.state === 'running' && guest.instance.boot.count === count) guest.machine[how]();
  });
  return { stderr: `Shutdown scheduled in ${minutes} minutes, use 'shutdown -c' to cancel.\n` };
};
