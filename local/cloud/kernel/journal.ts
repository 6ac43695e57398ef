/** Who called what: the last calls of the account, oldest first. */
export interface JournalEntry {
  /** Simulated milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  /** The caller's role. */
  readonly role: string;
  /** `refused`: AWS's answer was an error; `lost`: it never arrived; `failed`: the embedded AWS itself has a fault. */
  readonly outcome: 'ok' | 'refused' | 'lost' | 'failed';
  /** AWS's error code, when refused. */
  readonly code?: string;
  /** The answer never reached the caller. */
  readonly replyLost?: true;
  /** What went wrong, when failed. */
  readonly fault?: string;
}

/** A member that a request carried and its operation does nothing with. */
export interface IgnoredMember {
  readonly service: string;
  readonly operation: string;
  /** As in Service.ignored. */
  readonly member: string;
}

export class Journal {
  readonly #entries: JournalEntry[] = [];
  /** By service, operation and member. */
  readonly #ignored = new Map<string, IgnoredMember>();
  readonly #listeners: ((ignored: IgnoredMember) => void)[] = [];
  readonly #kept: number;

  constructor(kept = 20_000) {
    this.#kept = kept;
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    // Dropped by the half, so that adding stays cheap.
    if (this.#entries.length > this.#kept * 1.5) this.#entries.splice(0, this.#entries.length - this.#kept);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries.slice(-this.#kept);
  }

  /** Noted the first time only. */
  noteIgnored(ignored: IgnoredMember): void {
    const key = `${ignored.service}:${ignored.operation}:${ignored.member}`;
    if (this.#ignored.has(key)) return;
    this.#ignored.set(key, ignored);
    for (const listener of this.#listeners) listener(ignored);
  }

  /** Each once, in the order of their first use. */
  ignored(): readonly IgnoredMember[] {
    return [...this.#ignored.values()];
  }

  /** Called at the first use of each. */
  onIgnored(listener: (ignored: IgnoredMember) => void): void {
    this.#listeners.push(listener);
  }
}
