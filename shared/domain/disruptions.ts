/** The moves that a disruption is made of. The entry in the ledger always comes before the act. */
import type { Action } from './action.ts';
import { isRequested } from './causes.ts';
import type { Host } from './hosts.ts';
import type { Disruption } from './ledger.ts';

const why = (host: Host, disruption: Disruption, reason: string) => ({
  reason,
  rule: `disruption-${disruption.cause}`,
  subject: host.id,
  cause: isRequested(disruption) ? ('requested' as const) : ('automatic' as const),
  ...(disruption.operation !== undefined && { operation: disruption.operation }),
});

export const enter = (host: Host, disruption: Disruption, reason = disruption.reason): Action => ({
  type: 'enter-disruption',
  group: host.group,
  disruption,
  ...why(host, disruption, reason),
});

export const close = (host: Host, disruption: Disruption, reason: string): Action => ({
  type: 'close-disruption',
  group: host.group,
  host: host.id,
  ...why(host, disruption, reason),
});

const at = (disruption: Disruption, stage: Disruption['stage'], now: number): Disruption => ({
  ...disruption,
  stage,
  stageAt: now,
});

export const moveTo = (host: Host, disruption: Disruption, stage: Disruption['stage'], now: number, reason: string) =>
  enter(host, at(disruption, stage, now), reason);

/** Draining has its full time from now on, whatever was waited for before. A host that never registered has no tasks. */
export const beginDrain = (host: Host, disruption: Disruption, now: number): readonly Action[] => {
  if (host.containerInstance === undefined && disruption.kind !== 'drain')
    return terminate(host, disruption, now, `${host.id} has not joined, so there is nothing to drain`);
  const patience = disruption.deadline - disruption.enteredAt;
  const draining = { ...at(disruption, 'draining', now), deadline: now + patience };
  const reason = `${host.id} is drained: ${disruption.reason}`;
  return [enter(host, draining, reason), ...setStatus(host, disruption, 'DRAINING', reason)];
};

export const setStatus = (
  host: Host,
  disruption: Disruption,
  status: 'ACTIVE' | 'DRAINING',
  reason: string,
): readonly Action[] =>
  host.containerInstance === undefined || host.containerInstance.status === status
    ? []
    : [{ type: 'set-status', containerInstance: host.containerInstance.arn, status, ...why(host, disruption, reason) }];

export const terminate = (host: Host, disruption: Disruption, now: number, reason: string): readonly Action[] => [
  moveTo(host, disruption, 'terminating', now, reason),
  sendTermination(host, disruption, reason),
];

const sendTermination = (host: Host, disruption: Disruption, reason: string): Action => ({
  type: 'terminate',
  group: host.group,
  host: host.id,
  ...(host.containerInstance !== undefined && { containerInstance: host.containerInstance.arn }),
  ...why(host, disruption, reason),
});

export const deregister = (host: Host, disruption: Disruption, reason: string): readonly Action[] =>
  host.containerInstance === undefined
    ? []
    : [{ type: 'deregister', containerInstance: host.containerInstance.arn, ...why(host, disruption, reason) }];

export const stopTask = (host: Host, disruption: Disruption, task: string, reason: string): Action => ({
  type: 'stop-task',
  task,
  why: reason,
  ...why(host, disruption, reason),
});

export const newDisruption = (
  host: Host,
  what: Pick<Disruption, 'kind' | 'cause' | 'reason'>,
  now: number,
  drainDeadlineSeconds: number,
): Disruption => ({
  host: host.id,
  ...what,
  stage: 'wanted',
  attempt: (host.disruption?.attempt ?? 0) + 1,
  enteredAt: now,
  stageAt: now,
  deadline: now + drainDeadlineSeconds * 1_000,
});

/** The same actions with what they were decided on, and what they were weighed against. */
export const grounded = (
  actions: readonly Action[],
  seen: readonly string[],
  weighed: readonly string[],
): readonly Action[] => actions.map((action) => ({ ...action, seen, weighed }));
