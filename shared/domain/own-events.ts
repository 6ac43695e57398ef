/** What Quaymaster itself puts on the event bus, for people and their automation; events/README.md shows each. */
import type { Decision } from './decision.ts';
import { brakeName, type HeldBrake } from './held-brake.ts';
import { shortHash } from './tokens.ts';

export const ownSource = 'quaymaster';

export type OwnEvent = HealEvent | BrakeEvent;

export interface HealEvent {
  readonly type: 'Quaymaster Heal';
  readonly detail: Heal;
}

/** A change that nobody asked for and that was made. */
export interface Heal {
  /** Of this shape: fields may be added without a new one. */
  readonly version: 1;
  /** Of the decision; the same for the same heal told twice. */
  readonly id: string;
  readonly stack: string;
  readonly cluster: string;
  readonly group?: string;
  readonly host?: string;
  readonly service?: string;
  /** Why it had to be: the cause of a disruption, such as `impaired`, or the rule that decided, such as `launch-missing`. */
  readonly kind: string;
  readonly action: NonNullable<Decision['action']>;
  /** One sentence. */
  readonly reason: string;
  /** What it was decided on. */
  readonly seen: readonly string[];
  readonly outcome: 'done' | 'already-so';
  /** ISO 8601. */
  readonly at: string;
}

export interface BrakeEvent {
  readonly type: 'Quaymaster Brake';
  readonly detail: {
    readonly version: 1;
    readonly id: string;
    readonly stack: string;
    readonly cluster: string;
    readonly group?: string;
    readonly brake: HeldBrake['brake'];
    readonly state: 'holds' | 'released';
    readonly reason: string;
    /** Since when it holds, or held. */
    readonly since: string;
    readonly at: string;
  };
}

/** What changes something in AWS; entries in our own ledger do not. `set-status` drains a host, or lets it take tasks again. */
const healing: ReadonlySet<string> = new Set<NonNullable<Decision['action']>>([
  'create-cluster',
  'write-config',
  'launch',
  'terminate',
  'deregister',
  'restart-agent',
  'set-status',
  'create-service',
  'update-service',
  'nudge-service',
]);

/** Why it was decided, in one word: a disruption's rule carries its cause. */
export const kindOf = ({ rule }: Pick<Decision, 'rule'>): string => rule.replace(/^disruption-/, '');

/** Undefined: the decision healed nothing. */
export const healOf = (decision: Decision, stack: string): HealEvent | undefined => {
  const { id, cluster, cause, action, reason, seen = [], outcome, at, about = {} } = decision;
  if (cause !== 'automatic' || action === undefined || !healing.has(action)) return undefined;
  if (outcome !== 'done' && outcome !== 'already-so') return undefined;
  const { group, host, service } = about;
  return {
    type: 'Quaymaster Heal',
    detail: {
      version: 1,
      id,
      stack,
      cluster,
      ...(group !== undefined && { group }),
      ...(host !== undefined && { host }),
      ...(service !== undefined && { service }),
      kind: kindOf(decision),
      action,
      reason,
      seen,
      outcome,
      at: new Date(at).toISOString(),
    },
  };
};

/** What has begun or ended to hold. */
export const brakeEvents = (
  now: readonly HeldBrake[],
  before: readonly HeldBrake[],
  where: { readonly stack: string; readonly cluster: string; readonly at: number },
): readonly BrakeEvent[] => {
  const event = (one: HeldBrake, state: 'holds' | 'released'): BrakeEvent => {
    const { brake, group, reason, since } = one;
    return {
      type: 'Quaymaster Brake',
      detail: {
        version: 1,
        id: `${since.toString(36).padStart(9, '0')}-${state}-${shortHash([where.stack, where.cluster, brakeName(one)])}`,
        stack: where.stack,
        cluster: where.cluster,
        ...(group !== undefined && { group }),
        brake,
        state,
        reason: state === 'holds' ? reason : `it holds no more; before: ${reason}`,
        since: new Date(since).toISOString(),
        at: new Date(where.at).toISOString(),
      },
    };
  };
  const absentFrom = (others: readonly HeldBrake[]) => (one: HeldBrake) =>
    !others.some((other) => brakeName(other) === brakeName(one));
  return [
    ...now.filter(absentFrom(before)).map((one) => event(one, 'holds')),
    ...before.filter(absentFrom(now)).map((one) => event(one, 'released')),
  ];
};
