/** Typed values as SDK clients give and take them: nothing is shared between caller and cloud. */
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { convert, type Leaves } from './convert.ts';
import type { Shape } from './shape.ts';

const typedLeaves: Leaves = {
  timestamp: (value) => (value instanceof Date ? new Date(value.getTime()) : undefined),
  blob: (value) => {
    if (typeof value === 'string') return new TextEncoder().encode(value);
    return value instanceof Uint8Array ? Uint8Array.from(value) : undefined;
  },
  // Bytes that were a whole HTTP body come with `transformToString()`, as the SDK gives them.
  payload: (value) => (value instanceof Uint8Array ? Uint8ArrayBlobAdapter.mutate(value) : value),
};
const ec2InputLeaves: Leaves = { ...typedLeaves, dropEmptyLists: true };

export const copyInput = (shape: Shape, value: unknown, protocol: string): Record<string, unknown> =>
  convert(shape, value, protocol === 'ec2' ? ec2InputLeaves : typedLeaves) as Record<string, unknown>;

export const copyOutput = (shape: Shape, value: unknown): Record<string, unknown> =>
  convert(shape, value, typedLeaves) as Record<string, unknown>;
