/** What the embedded EventBridge remembers. There is one bus, `default`. */
import type { Target } from '@aws-sdk/client-eventbridge';
import type { Timer } from '../kernel/clock.ts';
import type { Pattern } from './pattern.ts';
import type { Schedule } from './schedule.ts';

export interface EventsState {
  readonly rules: Map<string, Rule>;
  /** What goes wrong with events on their way, as long as faults are under way. */
  readonly deliveryFaults: Set<DeliveryFault>;
}
export const newEventsState = (): EventsState => ({ rules: new Map(), deliveryFaults: new Set() });

export interface DeliveryFault {
  /** How many milliseconds later each copy of the event arrives, from those that would have arrived; none: it is lost. */
  readonly alter: (event: EventEnvelope, copies: readonly number[]) => readonly number[];
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  enabled: boolean;
  description?: string;
  roleArn?: string;
  pattern?: { readonly text: string; readonly matches: Pattern };
  schedule?: { readonly text: string; readonly times: Schedule };
  /** The next time of the schedule, while the rule is enabled. */
  timer?: Timer;
  readonly targets: Map<string, RuleTarget>;
  readonly tags: Map<string, string>;
}
/** As PutTargets takes it: what is not modelled is shown again and has no effect. */
export type RuleTarget = Target & { readonly Id: string; readonly Arn: string };

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}
