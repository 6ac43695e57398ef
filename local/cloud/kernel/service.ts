/** What one AWS service of the embedded AWS is to the rest: a name, its SDK schemas, and its operations. */
import type { World } from './world.ts';

/** Who makes a call: found from the access key id; without a signature it is the role `local`. */
export interface Caller {
  readonly accessKeyId: string;
  /** Name of the IAM role. */
  readonly role: string;
  /** As STS GetCallerIdentity shows it. */
  readonly arn: string;
}

/** AWS itself calls: EventBridge gives an event to its target, Lambda takes from its queue. */
export const isOfAws = ({ role }: Caller): boolean => role.endsWith('.amazonaws.com');

export interface Call {
  readonly world: World;
  readonly caller: Caller;
  readonly requestId: string;
  /** The origin by which the caller reached the HTTP door, `http://127.0.0.1:4566`; absent through the SDK door. */
  readonly endpoint?: string;
}

/**
 * One operation: typed input as the SDK's command takes it, typed output as the command returns it, less `$metadata`.
 * Refusals are thrown as AwsError, before anything has changed: a call is all or nothing.
 */
export type Operation<Input, Output> = (input: Input, call: Call) => Answer<Output> | Promise<Answer<Output>>;
type Answer<Output> = Omit<Output, '$metadata'>;

export interface Service {
  /** As in the SDK's package name: `ecs`, `ec2`, `sfn` … */
  readonly name: string;
  /** Loads the SDK client package, whose runtime schemas drive the wire protocols. */
  readonly sdk: () => Promise<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: each operation has its own input; the dispatcher checks it by schema.
  readonly operations: Readonly<Record<string, Operation<any, any>>>;
  /**
   * Input members that an operation accepts and does nothing with, by operation: `tags`, nested ones with dots (through lists
   * too): `containerDefinitions.dockerLabels`. The README lists them, and the journal notes the first use of each.
   */
  readonly ignored?: Readonly<Record<string, readonly string[]>>;
  /** Runs once, when the account comes into being: what AWS has there before anybody calls (a default VPC …). */
  readonly prepare?: (world: World) => void;
}
