/** Tokens that make a repeated call the same call: pure functions of what is meant, never of when it is tried. */
import { createHash } from 'node:crypto';

const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** Tells things apart that have the same place in time. */
export const shortHash = (value: unknown): string => hashOf(value).slice(0, 8);

/**
 * RunInstances: at most 64 ASCII characters. A group that is made anew under an old name counts its launches from 1 again,
 * while EC2 knows a token for a day after its instances have gone: so the moment of the entry in the ledger is part.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export const launchToken = (stack: string, cluster: string, group: string, launch: number, enteredAt: number): string =>
  hashOf(stack, cluster, group, launch, enteredAt);

/**
 * CreateService: at most 36 ASCII characters. A service that was deleted by hand is created again, so the hour is part; one
 * that is made anew under an old name begins with generation 1 again, so when its spec was written is part.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 */
export const serviceToken = (
  stack: string,
  cluster: string,
  service: string,
  writtenAt: number,
  hour: number,
): string => hashOf(stack, cluster, service, writtenAt, hour).slice(0, 32);

/**
 * RunTask: at most 64 characters. A chunk keeps its token until there was a definite answer; then the attempt moves.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 */
export const runToken = (operation: string, chunk: number, attempt: number): string =>
  hashOf('run-task', operation, chunk, attempt).slice(0, 32);
