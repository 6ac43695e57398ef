/**
 * What AWS schedules for an instance, and that it happens when it is due
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html).
 */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance, ScheduledEvent } from '../state.ts';
import { byService } from './leaving.ts';
import { reboot, shutDown } from './lifecycle.ts';

export const eventCodes = [
  'instance-reboot',
  'system-reboot',
  'system-maintenance',
  'instance-retirement',
  'instance-stop',
] as const satisfies readonly ScheduledEvent['code'][];

/** As in the examples of the guide, where it has one. */
const descriptions: Readonly<Record<ScheduledEvent['code'], string>> = {
  'instance-reboot': 'The instance is scheduled for a reboot',
  'system-reboot': 'The instance is scheduled for a reboot',
  'system-maintenance': 'The instance is scheduled for system maintenance',
  'instance-retirement': 'The instance is running on degraded hardware',
  'instance-stop': 'The instance is running on degraded hardware',
};

/** How long the window of an event is, where nothing else is said. */
const windowMs = 7_200_000;

/**
 * Schedules an event. A reboot or maintenance restarts the machine in place; a stop or a retirement stops it, since its root
 * volume is on EBS. Nothing happens to an instance that does not run then.
 */
export const schedule = (
  world: World,
  instance: Ec2Instance,
  code: ScheduledEvent['code'],
  notBefore: number,
  description: string | undefined,
): void => {
  const event: ScheduledEvent = {
    id: `instance-event-0${world.random.hex(16)}`,
    code,
    description: description ?? descriptions[code],
    notBefore,
    notAfter: notBefore + windowMs,
  };
  instance.scheduledEvents.push(event);
  world.clock.at(notBefore, `${code} of ${instance.id}`, () => {
    if (event.completedAt !== undefined || instance.state !== 'running') return;
    event.completedAt = world.clock.now();
    if (code === 'instance-retirement' || code === 'instance-stop')
      shutDown(world, instance, 'stop', byService(world, 'Server.ScheduledStop'));
    else reboot(world, instance);
  });
};
