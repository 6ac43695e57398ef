/**
 * One thing to do, as plain JSON, with its reason. Actions are what a plan is made of, what a dry run shows, and what the
 * reconcile applies, in order. Changes of the ledger are actions too: the entry comes before the act.
 */
import type { Demand } from './demand.ts';
import type { Disruption, Launch, Ledger } from './ledger.ts';
import type { ServiceSpec } from './spec.ts';
import type { GroupConstraint } from './task-policy.ts';

interface Why {
  /** One sentence that an on-call engineer understands. */
  readonly reason: string;
  /** The rule that decided. */
  readonly rule: string;
  /** What the action is about: a host, a group, a service … */
  readonly subject: string;
  /** Automatic causes are held back in clusters that only observe; requests of people are not. */
  readonly cause: 'requested' | 'automatic';
  readonly operation?: string;
  /** What it was decided on: facts that were read, each a short sentence. */
  readonly seen?: readonly string[];
  /** What else could have been done, or holds it back, and why it does not: brakes, budgets, other remedies. */
  readonly weighed?: readonly string[];
}

export type Action = Why &
  (
    | { readonly type: 'create-cluster'; readonly tags: Readonly<Record<string, string>> }
    /** `configVersion` is the `name:version` that comes of it: launches of the same plan read that one. */
    | {
        readonly type: 'write-config';
        readonly group: string;
        readonly parameter: string;
        readonly content: string;
        readonly configVersion: string;
      }
    /** In place of one that is lost; nothing else of the group is changed before it is written. */
    | { readonly type: 'found-ledger'; readonly group: string; readonly ledger: Ledger }
    /** Enters the launch as open, then calls RunInstances, then enters the outcome. */
    | { readonly type: 'launch'; readonly group: string; readonly launch: Launch }
    /** Enters or advances a disruption in the ledger. */
    | { readonly type: 'enter-disruption'; readonly group: string; readonly disruption: Disruption }
    | { readonly type: 'close-disruption'; readonly group: string; readonly host: string }
    | { readonly type: 'set-status'; readonly containerInstance: string; readonly status: 'ACTIVE' | 'DRAINING' }
    | { readonly type: 'terminate'; readonly group: string; readonly host: string; readonly containerInstance?: string }
    | { readonly type: 'deregister'; readonly containerInstance: string }
    /** By our own SSM document, which takes no parameters. */
    | { readonly type: 'restart-agent'; readonly group: string; readonly host: string }
    /** A demand that is carried out is removed with it. */
    | { readonly type: 'stop-task'; readonly task: string; readonly why: string; readonly demand?: Demand }
    | {
        readonly type: 'create-service';
        readonly service: string;
        readonly spec: ServiceSpec;
        readonly constraints: readonly GroupConstraint[];
        readonly tags: Readonly<Record<string, string>>;
        readonly clientToken: string;
      }
    | {
        readonly type: 'update-service';
        readonly service: string;
        readonly spec: ServiceSpec;
        readonly constraints: readonly GroupConstraint[];
        /** A new rollout although nothing differs: ECS starts no more tasks of one that it gave up. */
        readonly anew?: boolean;
      }
    /** The same service again: ECS, which waits after failed placements, looks at once. */
    | {
        readonly type: 'nudge-service';
        readonly service: string;
        readonly spec: ServiceSpec;
        readonly constraints: readonly GroupConstraint[];
      }
    | { readonly type: 'delete-service'; readonly service: string }
    | { readonly type: 'forget-service'; readonly service: string; readonly generation: number }
    | { readonly type: 'forget-group'; readonly group: string; readonly parameters: readonly string[] }
    | { readonly type: 'delete-cluster' }
    | { readonly type: 'forget-cluster'; readonly generation: number }
  );
