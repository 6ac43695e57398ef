import type { HostFailure } from './placement.ts';

/** The host that lacks the least; the first of equals. Undefined when there was no host. */
export const closestMatch = (failures: readonly HostFailure[]): HostFailure | undefined =>
  failures.reduce<HostFailure | undefined>(
    (best, each) => (best === undefined || each.unmet.length < best.unmet.length ? each : best),
    undefined,
  );

/** The sentence that ECS puts into a service's events, after `(service <name>) `. */
export const placementFailureMessage = (failures: readonly HostFailure[]): string => {
  const match = closestMatch(failures);
  const reason = match?.unmet[0]?.reason;
  return unplacedMessage(match === undefined || reason === undefined ? undefined : { host: match.host, reason });
};

/**
 * The same for the closest match and what is in its way; undefined: there was no host.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export const unplacedMessage = (closest: { readonly host: string; readonly reason: string } | undefined): string => {
  const why =
    closest === undefined
      ? 'Reason: No Container Instances were found in your cluster.'
      : `The closest matching (container-instance ${closest.host}) ${words.get(closest.reason) ?? `encountered error "${closest.reason}"`}.`;
  return `was unable to place a task because no container instance met all of its requirements. ${why} For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`;
};

const words: ReadonlyMap<string, string> = new Map([
  ['RESOURCE:CPU', 'has insufficient CPU units available'],
  ['RESOURCE:MEMORY', 'has insufficient memory available'],
  ['RESOURCE:PORTS', 'is already using a port required by your task'],
  ['ATTRIBUTE', 'is missing an attribute required by your task'],
]);
