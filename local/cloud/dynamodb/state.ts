/** What the embedded DynamoDB remembers beside the engines, which have the tables and items. */
import type { Timer } from '../kernel/clock.ts';
import { type Engine, startEngine } from './engine.ts';

export interface DynamoDbState {
  /** Starts with the first call: loading it takes longer than everything else here. */
  readonly engine: () => Promise<Engine>;
  /** What eventually consistent reads see; starts when the knob first asks for it. */
  readonly replica: () => Promise<Engine>;
  /** By table: when the replica will have seen all writes so far. It sees them in their order. */
  readonly replicatedAt: Map<string, number>;
  /** By table: the engine's own ids and times are not from our randomness and clock. */
  readonly created: Map<string, { readonly id: string; readonly at: number }>;
  /** By table that was ever told about a time to live. */
  readonly timesToLive: Map<string, TimeToLive>;
}

export interface TimeToLive {
  /** Items whose number here, in seconds since the epoch, is past are deleted some time later. */
  readonly attribute: string;
  readonly enabled: boolean;
  readonly modifiedAt: number;
  /** The next look for items whose time has come. */
  nextLook?: Timer;
}

export const newDynamoDbState = (): DynamoDbState => ({
  engine: startedOnce(),
  replica: startedOnce(),
  replicatedAt: new Map(),
  created: new Map(),
  timesToLive: new Map(),
});

const startedOnce = (): (() => Promise<Engine>) => {
  let engine: Promise<Engine> | undefined;
  return () => {
    engine ??= startEngine();
    return engine;
  };
};
