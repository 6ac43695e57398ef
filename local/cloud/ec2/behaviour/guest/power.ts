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

/** `systemctl`: the agent's unit is modelled, other units are let pass. `stop` is taken as `disable`. */
export const systemctl: GuestCommand = (guest, { args }) => {
  const [verb = '', ...units] = args.filter((arg) => !arg.startsWith('-'));
  if (verb === 'poweroff' || verb === 'halt') return now(guest, 'powerOff');
  if (verb === 'reboot') return now(guest, 'reboot');
  if (!units.some((unit) => unit === 'ecs' || unit === 'ecs.service')) return {};
  const { boot } = guest.instance;
  if (boot.agent === 'absent') return failing(`Failed to ${verb} unit: Unit file ecs.service does not exist.`);
  if (['enable', 'start', 'restart', 'unmask', 'reenable'].includes(verb)) boot.agent = 'enabled';
  if (['disable', 'stop', 'mask'].includes(verb)) boot.agent = 'disabled';
  if (verb === 'is-active') return { stdout: 'inactive\n', exitCode: 3 };
  if (verb === 'is-enabled') return { stdout: `${boot.agent}\n`, exitCode: boot.agent === 'enabled' ? 0 : 1 };
  return { stderr: `systemctl: ${verb} ecs.service\n` };
};
