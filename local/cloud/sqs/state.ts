/** What the embedded SQS remembers. */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Timer } from '../kernel/clock.ts';

export interface SqsState {
  readonly queues: Map<string, Queue>;
  /** When a queue of this name was deleted: the name is free again a minute later. */
  readonly deletedAt: Map<string, number>;
}
export const newSqsState = (): SqsState => ({ queues: new Map(), deletedAt: new Map() });

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  /** As the caller gave them, over the defaults; SQS's own form, in which everything is text. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Oldest first, by id. */
  readonly messages: Map<string, Message>;
  /** FIFO: the same messages by group; the group that was received from last comes last. */
  readonly groups: Map<string, Set<Message>>;
  /** No message was enqueued before this time, so until then nothing can be too old. */
  noneBefore: number;
  /** FIFO: what was sent in the last five minutes, by deduplication id. */
  readonly recentlySent: Map<string, { readonly until: number; readonly messageId: string; readonly sequence: string }>;
  /** FIFO: what receives that named their attempt were given, by that name. */
  readonly attempts: Map<string, Attempt>;
  /** When it was purged last: not again within a minute. */
  purgedAt?: number;
  /** How many were ever sent: the sequence numbers of a FIFO queue come from it. */
  sent: number;
  /** Long polls under way, in the order of their arrival. */
  readonly waiting: LongPoll[];
  /** Who is told when a message can be received: event source mappings. Nobody polls an empty queue. */
  readonly listeners: Set<() => void>;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly traceHeader?: string;
  readonly senderId: string;
  readonly sentAt: number;
  /** What retention counts from. */
  readonly enqueuedAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequence?: string;
  /** The queue from which redrive moved it here. */
  readonly movedFrom?: string;
  /** Nobody receives it before this time: it is delayed, or somebody has it. */
  visibleAt: number;
  /** Tells the queue that the message has become visible. */
  becomesVisible?: Timer;
  receiveCount: number;
  firstReceivedAt?: number;
  lastReceivedAt?: number;
  /** The handle of the last receive; earlier ones have no power over the message. */
  receiptHandle?: string;
}

export interface Attempt {
  readonly until: number;
  readonly received: readonly {
    readonly id: string;
    readonly handle: string | undefined;
    readonly visibleAt: number;
  }[];
}

export interface LongPoll {
  readonly most: number;
  readonly visibilityMs: number;
  /** Ends the poll with these messages. */
  readonly end: (messages: readonly Message[]) => void;
}
