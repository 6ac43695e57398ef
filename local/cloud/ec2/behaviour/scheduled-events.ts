/**
 * What AWS schedules for an instance, and that it happens when it is due
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html).
 */
import { emit } from '../../events/behaviour/emit.ts';
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

/** What AWS Health calls them: https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
const healthCodes: Readonly<Record<ScheduledEvent['code'], string>> = {
  'instance-reboot': 'AWS_EC2_INSTANCE_REBOOT_MAINTENANCE_SCHEDULED',
  'system-reboot': 'AWS_EC2_SYSTEM_REBOOT_MAINTENANCE_SCHEDULED',
  'system-maintenance': 'AWS_EC2_SYSTEM_MAINTENANCE_EVENT',
  'instance-retirement': 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
  'instance-stop': 'AWS_EC2_INSTANCE_STOP_SCHEDULED',
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
  tell(world, instance, event);
  world.clock.at(notBefore, `${code} of ${instance.id}`, () => {
    if (event.completedAt !== undefined || instance.state !== 'running') return;
    event.completedAt = world.clock.now();
    if (code === 'instance-retirement' || code === 'instance-stop')
      shutDown(world, instance, 'stop', byService(world, 'Server.ScheduledStop'));
    else reboot(world, instance);
  });
};

/** In AWS Health's words; its times are those of HTTP. */
const tell = (
  world: World,
  instance: Ec2Instance,
  { code, description, notBefore, notAfter }: ScheduledEvent,
): void => {
  const type = healthCodes[code];
  const time = (ms: number) => new Date(ms).toUTCString();
  const now = time(world.clock.now());
  emit(world, {
    source: 'aws.health',
    detailType: 'AWS Health Event',
    resources: [instance.id],
    detail: {
      eventArn: `arn:aws:health:${world.region}::event/EC2/${type}/${type}_${world.random.hex(16)}`,
      service: 'EC2',
      eventTypeCode: type,
      eventTypeCategory: 'scheduledChange',
      eventScopeCode: 'ACCOUNT_SPECIFIC',
      startTime: time(notBefore),
      endTime: time(notAfter),
      lastUpdatedTime: now,
      statusCode: 'upcoming',
      eventRegion: world.region,
      eventDescription: [{ language: 'en_US', latestDescription: description }],
      affectedEntities: [{ entityValue: instance.id, lastUpdatedTime: now }],
      affectedAccount: world.account,
    },
  });
};
