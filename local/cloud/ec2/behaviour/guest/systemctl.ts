/** `systemctl`: the unit of the ECS agent is modelled, other units are let pass. */
import { agentStops } from '../../../ecs/behaviour/agent-starts.ts';
import { startAgent } from '../agent.ts';
import { failing, type Guest, type GuestCommand, type Outcome } from './guest.ts';

export const systemctl: GuestCommand = (guest, { args }) => {
  const [verb = '', ...units] = args.filter((arg) => !arg.startsWith('-'));
  if (verb === 'poweroff' || verb === 'halt' || verb === 'reboot') {
    guest.goDown(verb === 'reboot' ? 'reboot' : 'powerOff');
    return {};
  }
  if (!units.some((unit) => unit === 'ecs' || unit === 'ecs.service')) return {};
  const { boot } = guest.instance;
  if (boot.agent === 'absent') return failing(`Failed to ${verb} ecs.service: Unit ecs.service not found.`, 5);
  if (verb === 'is-enabled') return { stdout: `${boot.agent}\n`, exitCode: boot.agent === 'enabled' ? 0 : 1 };
  if (verb === 'is-active' || verb === 'status') return show(guest, verb);
  if (guest.booting) plan(guest, verb);
  else change(guest, verb, args.includes('--now'));
  return {};
};

/** While the machine boots: the agent starts at the end of it or not at all, so `stop` is as good as `disable`. */
const plan = ({ instance: { boot } }: Guest, verb: string): void => {
  if (['enable', 'start', 'restart', 'unmask', 'reenable'].includes(verb)) boot.agent = 'enabled';
  if (['disable', 'stop', 'mask'].includes(verb)) boot.agent = 'disabled';
};

/** On a machine that is up: `start` and `stop` are for now, `enable` and `disable` for the next boot. */
const change = (guest: Guest, verb: string, now: boolean): void => {
  const { world, instance } = guest;
  const running = isRunning(guest);
  const starts = ['restart', 'try-restart', 'reload-or-restart'].includes(verb)
    ? running || verb !== 'try-restart'
    : !running && (verb === 'start' || (verb === 'enable' && now));
  if (verb === 'enable' || verb === 'unmask') instance.boot.agent = 'enabled';
  if (verb === 'disable' || verb === 'mask') instance.boot.agent = 'disabled';
  if (verb === 'stop' || (verb === 'disable' && now))
    guest.act(() => {
      instance.boot.agentWaits = false;
      agentStops(world, instance.id);
    });
  if (starts) guest.act(() => startAgent(world, instance, 'by hand'));
};

const show = (guest: Guest, verb: string): Outcome => {
  const running = isRunning(guest);
  const exitCode = running ? 0 : 3;
  if (verb === 'is-active') return { stdout: running ? 'active\n' : 'inactive\n', exitCode };
  const { boot } = guest.instance;
  const state = running ? 'active (running)' : 'inactive (dead)';
  return {
    stdout: [
      `${running ? '●' : '○'} ecs.service - Amazon Elastic Container Service - container agent`,
      `     Loaded: loaded (/usr/lib/systemd/system/ecs.service; ${boot.agent}; preset: disabled)`,
      `     Active: ${state}`,
      '',
    ].join('\n'),
    exitCode,
  };
};

/** Its process runs, whether it reaches ECS or not. */
const isRunning = ({ world, instance }: Guest): boolean =>
  world.ecs.agents.has(instance.id) || instance.boot.agentWaits;
