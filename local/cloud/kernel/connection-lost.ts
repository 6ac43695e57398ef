/** The connection of a call broke: its caller has no answer, and cannot tell whether it ever arrived. */
import type { AwsError } from './aws-error.ts';

/** What became of the call, for the journal: it never arrived, it was carried out, or AWS refused it. */
export type Fate = 'never arrived' | 'carried out' | AwsError;

export class ConnectionLost extends Error {
  readonly fate: Fate;

  constructor(fate: Fate) {
    // As Node.js says it when a socket closes without an answer.
    super('socket hang up');
    this.name = 'ConnectionLost';
    this.fate = fate;
  }
}
