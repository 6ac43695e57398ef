/** What the embedded DynamoDB remembers beside the engine, which has the tables and items. */
import { type Engine, startEngine } from './engine.ts';

export interface DynamoDbState {
  /** Starts with the first call: loading it takes longer than everything else here. */
  readonly engine: () => Promise<Engine>;
  /** By table: the engine's own ids and times are not from our randomness and clock. */
  readonly created: Map<string, { readonly id: string; readonly at: number }>;
}

export const newDynamoDbState = (): DynamoDbState => {
  let engine: Promise<Engine> | undefined;
  return {
    engine: () => {
      engine ??= startEngine();
      return engine;
    },
    created: new Map(),
  };
};
