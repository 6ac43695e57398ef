import type { UnmetReason } from './host.ts';
import type { HostFailure } from './placement.ts';

/** The host that lacks the least; the first of equals. Undefined when there was no host. */
export const closestMatch = (failures: readonly HostFailure[]): HostFailure | undefined =>
  failures.reduce<HostFailure | undefined>(
    (best, each) => (best === undefined || each.unmet.length < best.unmet.length ? each : best),
    undefined,
  );

/**
 * The sentence that ECS puts into a service's events, after `(service <name>) `.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export const placementFailureMessage = (failures: readonly HostFailure[]): string => {
  const match = closestMatch(failures);
  const reason = match?.unmet[0]?.reason;
  const why =
    match === undefined || reason === undefined
      ? 'Reason: No Container Instances were found in your cluster.'
      : `The closest matching (container-instance ${match.host}) ${words[reason] ?? `encountered error "${reason}"`}.`;
  return `was unable to place a task because no container instance met all of its requirements. ${why} For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`;
};

const words: Partial<Record<UnmetReason, string>> = {
  'RESOURCE:CPU': 'has insufficient CPU units available',
  'RESOURCE:MEMORY': 'has insufficient memory available',
  'RESOURCE:PORTS': 'is already using a port required by your task',
  ATTRIBUTE: 'is missing an attribute required by your task',
};
