/** The host that lacks the least; the first of equals. Undefined when there was no host. */
export const closestMatch = <Refusal extends { readonly reasons: readonly string[] }>(
  refusals: readonly Refusal[],
): Refusal | undefined =>
  refusals.reduce<Refusal | undefined>(
    (best, each) => (best === undefined || each.reasons.length < best.reasons.length ? each : best),
    undefined,
  );

/**
 * The sentence that ECS puts into a service's events, after `(service <name>) `, of the closest match and what is in its way;
 * undefined: there was no host.
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
