import type {
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  InstanceStatus,
  InstanceStatusEvent,
  InstanceStatusSummary,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Fields, passing } from '../filters.ts';
import { checkOf, type StatusCheck } from '../impairments.ts';
import { page, withToken } from '../paging.ts';
import type { Ec2Instance, ScheduledEvent } from '../state.ts';
import { showState } from '../views/instance.ts';
import { showTime } from '../views/time.ts';
import { instancesByIds, visibleInstances } from '../visibility.ts';

/**
 * Running instances only, unless IncludeAllInstances
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html).
 */
export const describeInstanceStatus: Operation<
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput
> = (request, { world }) => {
  const ids = request.InstanceIds;
  const named =
    ids === undefined ? visibleInstances(world) : instancesByIds(world, ids).sort((a, b) => a.order - b.order);
  const suits = passing(request.Filters, fields(world));
  const passes = (one: Ec2Instance) => (request.IncludeAllInstances === true || one.state === 'running') && suits(one);
  const { items, nextToken } = page(named, ({ order }) => order, request, undefined, passes);
  return { InstanceStatuses: items.map((instance) => showStatus(world, instance)), ...withToken(nextToken) };
};

const showStatus = (world: World, instance: Ec2Instance): InstanceStatus => {
  const events = describableEvents(world, instance).map(showEvent);
  return {
    AttachedEbsStatus: showCheck(world, instance, 'attached-ebs'),
    AvailabilityZone: instance.availabilityZone,
    AvailabilityZoneId: zoneId(world, instance),
    ...(events.length > 0 && { Events: events }),
    InstanceId: instance.id,
    InstanceState: showState(instance.state),
    InstanceStatus: showCheck(world, instance, 'instance'),
    Operator: { Managed: false },
    SystemStatus: showCheck(world, instance, 'system'),
  };
};

const zoneId = (world: World, { availabilityZone }: Ec2Instance): string | undefined =>
  world.ec2.availabilityZones.find(({ name }) => name === availabilityZone)?.id;

const showCheck = (world: World, instance: Ec2Instance, check: StatusCheck): InstanceStatusSummary => {
  const { status, reachability, impairedSince } = checkOf(instance, check, world.clock.now());
  if (reachability === undefined) return { Status: status };
  const since = impairedSince !== undefined && { ImpairedSince: showTime(impairedSince) };
  return { Status: status, Details: [{ Name: 'reachability', Status: reachability, ...since }] };
};

/** "After a scheduled event is completed, it can still be described for up to a week" (…/API_InstanceStatusEvent.html). */
const completedVisibleMs = 7 * 24 * 3_600_000;

const describableEvents = (world: World, { scheduledEvents, state }: Ec2Instance): readonly ScheduledEvent[] =>
  state === 'terminated'
    ? []
    : scheduledEvents.filter(
        ({ completedAt = world.clock.now() }) => completedAt + completedVisibleMs > world.clock.now(),
      );

const showEvent = (event: ScheduledEvent): InstanceStatusEvent => ({
  InstanceEventId: event.id,
  Code: event.code,
  Description: descriptionOf(event),
  NotAfter: showTime(event.notAfter),
  NotBefore: showTime(event.notBefore),
});

const descriptionOf = ({ description, completedAt }: ScheduledEvent): string =>
  completedAt === undefined ? description : `[Completed] ${description}`;

const fields = (world: World): Fields<Ec2Instance> => {
  const eventField = (read: (event: ScheduledEvent) => string) => (instance: Ec2Instance) =>
    describableEvents(world, instance).map(read);
  const check = (which: StatusCheck, what: 'status' | 'reachability') => (instance: Ec2Instance) =>
    checkOf(instance, which, world.clock.now())[what];
  return {
    'attached-ebs-status.reachability': check('attached-ebs', 'reachability'),
    'attached-ebs-status.status': check('attached-ebs', 'status'),
    'availability-zone': (instance) => instance.availabilityZone,
    'availability-zone-id': (instance) => zoneId(world, instance),
    'event.code': eventField(({ code }) => code),
    'event.description': eventField(descriptionOf),
    'event.instance-event-id': eventField(({ id }) => id),
    'event.not-after': eventField(({ notAfter }) => showTime(notAfter).toISOString()),
    'event.not-before': eventField(({ notBefore }) => showTime(notBefore).toISOString()),
    'event.not-before-deadline': () => undefined,
    'instance-state-code': (instance) => String(showState(instance.state).Code),
    'instance-state-name': (instance) => instance.state,
    'instance-status.reachability': check('instance', 'reachability'),
    'instance-status.status': check('instance', 'status'),
    'operator.managed': () => 'false',
    'system-status.reachability': check('system', 'reachability'),
    'system-status.status': check('system', 'status'),
  };
};
