/** Typed values as SDK clients give and take them: nothing is shared between caller and cloud. */
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { convert, type Leaves } from './convert.ts';
import type { ProtocolName } from './model.ts';
import type { Shape } from './shape.ts';

const typedLeaves: Leaves = {
  timestamp: (value) => (value instanceof Date ? new Date(value.getTime()) : undefined),
  blob: (value) => {
    if (typeof value === 'string') return new TextEncoder().encode(value);
    return value instanceof Uint8Array ? new Uint8Array(value) : undefined;
  },
};

/** Bytes that were a whole HTTP body come with `transformToString()`, as the SDK gives them. */
const outputLeaves: Leaves = {
  ...typedLeaves,
  payload: (value) => (value instanceof Uint8Array ? Uint8ArrayBlobAdapter.mutate(value) : value),
};

/** Input as it would arrive by the service's protocol. */
export const copyInput = (shape: Shape, value: unknown, protocol: ProtocolName): Record<string, unknown> =>
  convert(shape, value, leavesOf(protocol)) as Record<string, unknown>;

const queryLeaves: Leaves = { ...typedLeaves, form: 'query' };
const ec2Leaves: Leaves = { ...typedLeaves, form: 'ec2' };

const leavesOf = (protocol: ProtocolName): Leaves => {
  if (protocol === 'query') return queryLeaves;
  return protocol === 'ec2' ? ec2Leaves : typedLeaves;
};

export const copyOutput = (shape: Shape, value: unknown): Record<string, unknown> =>
  convert(shape, value, outputLeaves) as Record<string, unknown>;
